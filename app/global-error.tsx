'use client';

import words from './messages/en.json';
import './globals.css';

/** The last resort, when the root layout itself failed: no provider is there, so the words are read from the file. */
export default function GlobalError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const t = words.errorPage;
  return (
    <html lang="en-GB">
      <body>
        <title>{t.title}</title>
        <main className="mx-auto grid max-w-[520px] gap-3 p-8">
          <h1 className="serif text-22">{t.title}</h1>
          <p className="text-ink-2">{t.lead}</p>
          {error.digest ? (
            <p className="text-ink-3">
              {t.id}: <code>{error.digest}</code>
            </p>
          ) : null}
          <p>
            <button type="button" className="link" onClick={reset}>
              {t.again}
            </button>
          </p>
        </main>
      </body>
    </html>
  );
}

'use client';

import { PageFailed } from './_features/shell/page-failed.tsx';

/** A page that threw. */
export default function PageError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <main className="grid min-h-dvh place-items-center p-4">
      <PageFailed id={error.digest} retry={reset} />
    </main>
  );
}

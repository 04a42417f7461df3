import type { ReactNode } from 'react';
import { CloisterMark } from '#app/_ui/icon.tsx';

/** The door of the house: the mark, one leaf with a margin for the box's facts, and a line of help below. */
export function Door({ skip, facts, help, children }: { skip: string; facts?: ReactNode; help?: ReactNode; children: ReactNode }) {
  return (
    <>
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:absolute focus:top-3 focus:left-3 focus:z-50 focus:rounded-control focus:bg-raised focus:px-3 focus:py-2"
      >
        {skip}
      </a>
      <div className="grid min-h-dvh grid-cols-[minmax(0,856px)] grid-rows-[1fr_auto_auto_auto_1.4fr] justify-center p-6 max-wide:grid-cols-1 max-wide:grid-rows-[auto_1fr_auto] max-wide:p-0">
        <header className="row-start-2 flex items-center gap-3 pb-5 pl-2 max-wide:row-start-1 max-wide:p-4">
          <span className="contents max-wide:hidden">
            <CloisterMark size={40} stroke={1.3} />
          </span>
          <span className="contents wide:hidden">
            <CloisterMark size={32} stroke={1.3} />
          </span>
          <span className="serif text-28 tracking-[-0.01em] max-wide:text-22">Cloister</span>
        </header>
        <main
          id="main"
          tabIndex={-1}
          className="row-start-3 grid grid-cols-[minmax(0,1fr)_328px] overflow-hidden rounded-leaf border border-line bg-leaf outline-none max-wide:row-start-2 max-wide:grid-cols-1 max-wide:content-start max-wide:rounded-none max-wide:border-x-0 max-wide:border-b-0"
        >
          <section className="px-8 pt-7 pb-8 max-wide:px-4 max-wide:pt-5 max-wide:pb-6">{children}</section>
          {facts}
        </main>
        {help ? (
          <footer className="row-start-4 flex gap-2 px-2 pt-4 text-ink-2 max-wide:row-start-3 max-wide:border-t max-wide:border-line max-wide:p-4">
            {help}
          </footer>
        ) : null}
      </div>
    </>
  );
}

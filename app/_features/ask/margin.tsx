'use client';

import { useTranslations } from 'next-intl';
import { type RefObject, useLayoutEffect, useRef, useState } from 'react';
import { placeNotes } from './margin-layout.ts';
import { CitedNote } from './note.tsx';
import { type Shelf, SourceHead, SourceList } from './source-list.tsx';
import { type Sources, useSources } from './sources-context.tsx';

type Props = {
  sources: Sources;
  thread: RefObject<HTMLElement | null>;
  settled: number;
  writing: boolean;
};

/**
 * Evidence in the margin: each note beside the sentence that cites it. Laid out again after fonts, a change of width and each finished
 * block, never for each token: nothing moves while an answer is written.
 *
 * @param thread the element that holds the text
 * @param settled grows with each finished block; the answer's end counts as one
 */
export function Margin({ sources, thread, settled, writing }: Props) {
  const t = useTranslations('ask');
  const [chosen, setChosen] = useState<Shelf | null>(null);
  const shelf = chosen ?? (sources.notes.length > 0 ? 'cited' : 'passages');
  return (
    <aside
      aria-label={t('sources')}
      className="relative flex flex-col border-l border-line pl-5 max-margin:hidden [article:last-of-type_&]:-mb-40"
    >
      <div className="sticky top-0 z-[1] flex h-8 items-center gap-2 bg-leaf">
        <SourceHead sources={sources} shelf={shelf} onShelf={setChosen} />
      </div>
      {shelf === 'cited' && sources.notes.length > 0 ? (
        <PlacedNotes sources={sources} thread={thread} settled={settled} writing={writing} />
      ) : (
        // At most as high as the page: a long list must not push a short answer out of view. The last answer's runs beside the composer.
        <div className="sticky top-8 mt-1 max-h-[calc(100dvh-292px)] min-h-40 scroll-thin overflow-y-auto -ml-2 pl-2 [article:last-of-type_&]:max-h-[calc(100dvh-140px)]">
          <SourceList sources={sources} shelf={shelf} />
        </div>
      )}
    </aside>
  );
}

function PlacedNotes({ sources, thread, settled, writing }: Props) {
  const t = useTranslations('ask');
  const list = useRef<HTMLUListElement>(null);
  const [placed, setPlaced] = useState<{ tops: number[]; height: number } | null>(null);
  const [round, setRound] = useState(0);
  useLayoutWhenSettled(thread, writing, () => setRound((count) => count + 1));
  const { notes, answerId } = sources;
  const { active } = useSources();
  const open = active?.answerId === answerId ? active.number : null;
  useLayoutEffect(() => {
    void settled;
    void round;
    void open;
    const ul = list.current;
    const column = ul?.parentElement;
    if (!ul || !column || column.offsetParent === null) return;
    const origin = column.getBoundingClientRect().top;
    const measured = notes.map((note, at) => ({
      citationTop: (document.getElementById(`c-${answerId}-${note.firstMark}`)?.getBoundingClientRect().top ?? origin) - origin,
      height: ul.children[at] instanceof HTMLElement ? ul.children[at].offsetHeight : 0,
    }));
    setPlaced((before) => {
      const next = placeNotes(measured);
      return before && before.height === next.height && before.tops.join() === next.tops.join() ? before : next;
    });
  }, [notes, answerId, settled, round, open]);
  return (
    <ul
      ref={list}
      aria-label={t('citedSources')}
      className="static grid grid-cols-[minmax(0,1fr)] gap-1"
      style={{ minHeight: placed ? placed.height - 32 : undefined }}
    >
      {notes.map((note, at) => (
        <CitedNote
          key={note.number}
          note={note}
          answerId={answerId}
          className={placed ? 'absolute right-0 left-5' : ''}
          {...(placed ? { style: { top: placed.tops[at] ?? 0 } } : {})}
        />
      ))}
    </ul>
  );
}

/** Calls `again` after fonts have come, and when the text's box changes: only its width while an answer is written. */
function useLayoutWhenSettled(thread: RefObject<HTMLElement | null>, writing: boolean, again: () => void): void {
  const latest = useRef(again);
  useLayoutEffect(() => {
    latest.current = again;
  });
  useLayoutEffect(() => {
    let current = true;
    void document.fonts.ready.then(() => current && latest.current());
    const box = thread.current;
    let width = box?.offsetWidth ?? 0;
    const observer = new ResizeObserver(() => {
      const now = box?.offsetWidth ?? 0;
      if (writing && now === width) return;
      width = now;
      latest.current();
    });
    if (box) observer.observe(box);
    return () => {
      current = false;
      observer.disconnect();
    };
  }, [thread, writing]);
}

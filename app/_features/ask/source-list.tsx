'use client';

import { useTranslations } from 'next-intl';
import { Segment } from '#app/_ui/segment.tsx';
import { CitedNote, PassageNote } from './note.tsx';
import type { Sources } from './sources-context.tsx';

export type Shelf = 'cited' | 'passages';

/** What is cited, or all that was found: with how many of each, and how many are verified. */
export function SourceHead({ sources, shelf, onShelf }: { sources: Sources; shelf: Shelf; onShelf: (shelf: Shelf) => void }) {
  const t = useTranslations('ask');
  const verified = sources.notes.filter((note) => note.state === 'verified').length;
  const unverified = sources.notes.filter((note) => note.state === 'unverified').length;
  return (
    <>
      <Segment
        label={t('show')}
        value={shelf}
        onChange={onShelf}
        choices={[
          { value: 'cited', label: t('cited', { count: sources.notes.length }) },
          { value: 'passages', label: t('passages', { count: sources.passages.length }) },
        ]}
      />
      <span className="ml-auto text-12 whitespace-nowrap">
        {verified > 0 ? <span className="font-medium text-verdigris">{t('verified', { count: verified })}</span> : null}
        {verified > 0 && unverified > 0 ? ', ' : null}
        {unverified > 0 ? (
          <span className="font-medium text-ochre">{t(verified > 0 ? 'andNot' : 'unverifiedCount', { count: unverified })}</span>
        ) : null}
      </span>
    </>
  );
}

/** The sources one below the other: in the sheet, and where the margin shows all passages. */
export function SourceList({ sources, shelf }: { sources: Sources; shelf: Shelf }) {
  const t = useTranslations('ask');
  if (shelf === 'cited') {
    return sources.notes.length > 0 ? (
      <ul aria-label={t('citedSources')} className="grid grid-cols-[minmax(0,1fr)] gap-1">
        {sources.notes.map((note) => (
          <CitedNote key={note.number} note={note} answerId={sources.answerId} />
        ))}
      </ul>
    ) : (
      <p className="py-2 text-12 text-ink-3">{t('nothingCited')}</p>
    );
  }
  return (
    <ul aria-label={t('allPassages')} className="grid grid-cols-[minmax(0,1fr)] gap-1">
      {sources.passages.map((passage) => (
        <PassageNote
          key={passage.number}
          passage={passage}
          answerId={sources.answerId}
          state={sources.notes.find((note) => note.number === passage.number)?.state ?? null}
        />
      ))}
    </ul>
  );
}

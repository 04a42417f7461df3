'use client';

import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { MouseEvent } from 'react';
import { cn } from '#app/_ui/class-names.ts';
import { HoverCard } from '#app/_ui/tooltip.tsx';
import { NARROW } from '#app/_ui/use-media.ts';
import { wordLineRange } from '../viewer/line-range.ts';
import { Excerpt } from './excerpt.tsx';
import type { CitationState, Mark } from './notes.ts';
import type { Passage } from './passage.ts';
import { passageHref } from './passage-href.ts';
import { ReasonWords } from './reason-words.tsx';
import { useAnswerSources, useSources } from './sources-context.tsx';

const CARD_LINES = 6;

/** The number of a source in a sentence. It leads to the cited lines; on narrow screens to its note first. */
export function CiteChip({ mark }: { mark: number }) {
  const t = useTranslations('ask');
  const sources = useAnswerSources();
  const { active, setActive, openSheet } = useSources();
  const found = sources?.marks[mark];
  if (!sources || !found) return null;
  const passage = sources.passages.find((one) => one.number === found.number);
  const isActive = active?.answerId === sources.answerId && active.number === found.number;
  const light = () => setActive({ answerId: sources.answerId, number: found.number });
  const label = t('citation', { number: found.number, state: t(`state.${found.state}`) });
  const open = (event: MouseEvent) => {
    light();
    if (!window.matchMedia(NARROW).matches || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    openSheet(sources);
  };
  const chip = {
    id: `c-${sources.answerId}-${mark}`,
    'data-mark': mark,
    className: cn(citeClass(found.state, isActive), 'mr-px ml-[3px] align-[1px]'),
    'aria-label': label,
  };
  if (!passage) {
    return (
      <span role="img" {...chip}>
        {found.number}
      </span>
    );
  }
  return (
    <HoverCard card={<Card mark={found} passage={passage} answerId={sources.answerId} />} className="margin:hidden">
      <Link {...chip} href={passageHref(passage, sources.answerId)} prefetch={false} onClick={open} onMouseEnter={light} onFocus={light}>
        {found.number}
      </Link>
    </HoverCard>
  );
}

/** Where there is no margin: what stands on the note beside the sentence elsewhere. */
function Card({ mark, passage, answerId }: { mark: Mark; passage: Passage; answerId: string }) {
  const { path, startLine, endLine } = passage;
  return (
    <>
      <p className="truncate font-mono text-12">
        {path} <span className="text-ink-3">{wordLineRange({ start: startLine, end: endLine })}</span>
      </p>
      <Excerpt answerId={answerId} passage={passage} detail={mark.state === 'verified' ? mark.detail : ''} atMost={CARD_LINES} />
      <ReasonWords mark={mark} />
    </>
  );
}

/** Classes of a numbered source, in a sentence or on its note. Never by colour alone: its label and its note say the state in words. */
export function citeClass(state: CitationState, active: boolean): string {
  return cn(
    'rounded-chip px-[5px] py-0.5 text-11 font-semibold whitespace-nowrap hover:text-ink-inverse hover:no-underline',
    state === 'unverified' ? 'hover:bg-ochre' : 'hover:bg-verdigris',
    state === 'verified' && 'bg-verdigris-wash text-verdigris',
    state === 'unverified' && 'bg-ochre-wash text-ochre shadow-[inset_0_0_0_1px_var(--ochre-line)]',
    state === 'checking' && 'bg-well text-ink-3',
    active && (state === 'unverified' ? 'bg-ochre text-ink-inverse shadow-none' : 'bg-verdigris text-ink-inverse'),
    'forced-colors:outline forced-colors:outline-1',
  );
}

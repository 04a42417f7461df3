'use client';

import { ArrowLeft, ArrowRight, TextQuote } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { buttonClass } from '#app/_ui/button.tsx';
import { cn } from '#app/_ui/class-names.ts';
import { Icon } from '#app/_ui/icon.tsx';
import { useKeys } from '#app/_ui/use-keys.ts';
import { shortRevision } from '../repositories/revision-words.ts';
import { type AnswerSource, nextSource } from './sources.ts';
import type { Sources } from './use-sources.ts';
import { viewerHref } from './viewer-href.ts';

/** Which source of which answer is open, how its check went, and the ways on and back. `[` and `]` go through the sources. */
export function SourceBanner({ sources }: { sources: Sources }) {
  const t = useTranslations('viewer');
  const ask = useTranslations('ask');
  const router = useRouter();
  const { current, all, title } = sources;
  const before = current && nextSource(all, current.number, -1);
  const after = current && nextSource(all, current.number, 1);
  const go = (source: AnswerSource | null) => source && router.push(hrefOf(source, sources.answerId));
  useKeys({ '[': () => go(before), ']': () => go(after) });
  if (!current) return null;
  const isWarn = current.state === 'unverified';
  const reason = ask.has(`reason.${current.reason}`) ? ask(`reason.${current.reason}`, { detail: current.detail }) : '';
  return (
    <div
      role="status"
      className={cn(
        'flex min-h-9 flex-none items-center gap-2 border-b py-1 pr-3 pl-5 max-wide:px-3',
        isWarn ? 'border-ochre-line bg-ochre-wash' : 'border-verdigris-line bg-verdigris-wash',
      )}
    >
      <Icon of={TextQuote} className={isWarn ? 'text-ochre' : 'text-verdigris'} />
      <p className="min-w-0 flex-1 truncate">
        <span className="font-semibold">{t('sourceOf', { number: current.number, count: all.length })}</span>
        {', '}
        <span className={isWarn ? 'font-medium text-ochre' : 'font-medium'}>
          {current.state === 'verified' ? t('verifiedAt', { revision: shortRevision(current.revision) }) : t(current.state)}
        </span>
        {reason === '' ? ', ' : `: ${reason} `}
        {t.rich(reason === '' ? 'inTitle' : 'answerTitle', {
          title,
          back: (words) => (
            <Link className="link" href={backHref(sources)}>
              {words}
            </Link>
          ),
        })}
      </p>
      <SourceLink
        source={before}
        answerId={sources.answerId}
        label={before ? t('previous', { number: before.number }) : ''}
        isNext={false}
      />
      <SourceLink source={after} answerId={sources.answerId} label={after ? t('next', { number: after.number }) : ''} isNext />
      <Link className={cn(buttonClass({ size: 's' }), 'max-wide:hidden')} href={backHref(sources)}>
        {t('back')}
      </Link>
    </div>
  );
}

function SourceLink({
  source,
  answerId,
  label,
  isNext,
}: {
  source: AnswerSource | null;
  answerId: string;
  label: string;
  isNext: boolean;
}) {
  if (!source) return null;
  return (
    <Link
      aria-label={label}
      title={label}
      className={cn(buttonClass({ look: 'quiet', size: 's' }), 'flex-none max-wide:hidden')}
      href={hrefOf(source, answerId)}
    >
      {isNext ? null : <Icon of={ArrowLeft} size={14} />}
      {source.number}
      {isNext ? <Icon of={ArrowRight} size={14} /> : null}
    </Link>
  );
}

function hrefOf(source: AnswerSource, answerId: string): string {
  const { repository, revision, path, startLine, endLine, number } = source;
  return viewerHref({ repository, revision, path, lines: { start: startLine, end: endLine }, from: { answerId, source: number } });
}

function backHref({ conversationId, answerId }: Sources): string {
  return `/c/${encodeURIComponent(conversationId)}#answer-${answerId}`;
}

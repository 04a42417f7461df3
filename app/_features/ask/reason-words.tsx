import { Check, CircleHelp, Loader } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Icon } from '#app/_ui/icon.tsx';
import type { Mark } from './notes.ts';

const known = [
  'identifier',
  'quotation',
  'noClaim',
  'idUnknown',
  'identifierMissing',
  'quotationMissing',
  'rangeGone',
  'blobChanged',
  'unreadable',
] as const;

/** How a citation was checked, in words: verified by what, or why not. */
export function ReasonWords({ mark, symbol }: { mark: Pick<Mark, 'state' | 'reason' | 'detail'>; symbol?: string | null | undefined }) {
  const t = useTranslations('ask');
  const reason = known.find((one) => one === mark.reason);
  const why = reason ? t(`reason.${reason}`, { detail: mark.detail }) : '';
  const look =
    mark.state === 'verified'
      ? { icon: Check, colour: 'text-verdigris' }
      : mark.state === 'unverified'
        ? { icon: CircleHelp, colour: 'text-ochre' }
        : { icon: Loader, colour: 'text-ink-3' };
  return (
    <p className="flex items-start gap-1 text-12 text-ink-2">
      <Icon of={look.icon} size={14} className={`mt-px ${look.colour}`} />
      <span className="min-w-0 [overflow-wrap:anywhere]">
        <b className={`font-medium ${look.colour}`}>{t(`stateSaid.${mark.state}`)}</b>
        {mark.state === 'verified' ? `, ${why || symbol || ''}`.replace(/, $/, '') : why ? ` ${why}` : ''}
      </span>
    </p>
  );
}

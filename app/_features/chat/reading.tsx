import { useFormatter, useTranslations } from 'next-intl';
import { Bar } from '#app/_ui/meter.tsx';

/** The engine reads the prompt: how much of it, since that takes the time before the first word. */
export function Reading({ prefill }: { prefill: { done: number; total: number } | null }) {
  const t = useTranslations('chat');
  const format = useFormatter();
  const words = prefill ? t('reading', { done: format.number(prefill.done), total: format.number(prefill.total) }) : t('startingToRead');
  const share = prefill && prefill.total > 0 ? prefill.done / prefill.total : 0;
  return (
    <p className="mb-4 flex items-center gap-3 text-12 text-ink-2">
      <Bar thin className="w-24" label={words} parts={[{ name: 'read', share, fill: 1 }]} />
      {words}
    </p>
  );
}

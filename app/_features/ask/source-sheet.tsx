'use client';

import { TextQuote } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { Button } from '#app/_ui/button.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import { Sheet } from '#app/_ui/sheet.tsx';
import { type Shelf, SourceHead, SourceList } from './source-list.tsx';
import { useSources } from './sources-context.tsx';

/** In the bar of narrow screens: how many sources the last answer has; opens their sheet. */
export function SourcesButton() {
  const t = useTranslations('ask');
  const { latest, openSheet } = useSources();
  if (!latest || latest.passages.length === 0) return null;
  const count = latest.notes.length || latest.passages.length;
  return (
    <Button look="quiet" size="s" className="margin:hidden" aria-label={t('sourcesCount', { count })} onClick={() => openSheet(latest)}>
      <Icon of={TextQuote} />
      {count}
    </Button>
  );
}

/** The sources of an answer where there is no margin: from the right, on phones from below. */
export function SourceSheet() {
  const t = useTranslations('ask');
  const { sheet, latest, active, closeSheet } = useSources();
  const answerId = sheet?.answerId ?? null;
  const [chosen, setChosen] = useState<Shelf | null>(null);
  // What is shown goes on being written: the newest state of the same answer.
  const sources = sheet && latest?.answerId === sheet.answerId ? latest : sheet;
  useEffect(() => {
    if (answerId !== null) document.querySelector(`[role="dialog"] [data-note="${active?.number}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [answerId, active?.number]);
  const shelf = chosen ?? (sources && sources.notes.length > 0 ? 'cited' : 'passages');
  return (
    <Sheet
      open={sheet !== null}
      onOpenChange={(open) => {
        if (open) return;
        setChosen(null);
        closeSheet();
      }}
      title={t('sources')}
      head={sources ? <SourceHead sources={sources} shelf={shelf} onShelf={setChosen} /> : undefined}
    >
      {sources ? <SourceList sources={sources} shelf={shelf} /> : null}
    </Sheet>
  );
}

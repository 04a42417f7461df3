'use client';

import { Box, HardDriveUpload } from 'lucide-react';
import { useFormatter, useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '#app/_ui/button.tsx';
import { EmptyState } from '#app/_ui/empty-state.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import { LeafBody, Page } from '#app/_ui/page.tsx';
import { byteWords } from '../repositories/byte-words.ts';
import { TopBar } from '../shell/top-bar.tsx';
import { AddModel } from './add-model.tsx';
import { MakerCard } from './maker-card.tsx';
import { ModelCard } from './model-card.tsx';
import { RolesCard } from './roles-card.tsx';
import { type Overview, type Role, useModels } from './use-models.ts';

/** The models of the box: the serving one first, each with its card; roles and what makers say beside them. */
export function ModelsPage({ initial, role }: { initial: Overview; role: Role }) {
  const t = useTranslations('models');
  const format = useFormatter();
  const { models, servedId, disk } = useModels(initial);
  const [isAdding, setAdding] = useState(false);
  const ordered = models.toSorted((a, b) => Number(b.id === servedId) - Number(a.id === servedId));
  const usedBytes = models.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const about = t('disk', { used: byteWords(usedBytes, format.number), total: byteWords(disk.totalBytes, format.number) });
  return (
    <>
      <TopBar title={t('title')} about={<span className="text-12 text-ink-3 max-wide:hidden">{about}</span>}>
        {role === 'admin' ? (
          <Button size="s" onClick={() => setAdding(true)}>
            <Icon of={HardDriveUpload} size={14} />
            {t('add')}
          </Button>
        ) : null}
      </TopBar>
      <LeafBody label={t('title')}>
        <Page>
          <div className="grid grid-cols-[minmax(0,1fr)_344px] items-start gap-4 max-margin:grid-cols-1">
            <div className="grid min-w-0 gap-4">
              {ordered.length === 0 ? (
                <EmptyState icon={Box} title={t('none')}>
                  {t('noneLead')}
                </EmptyState>
              ) : null}
              {ordered.map((model) => (
                <ModelCard key={model.id} model={model} isServing={model.id === servedId} role={role} />
              ))}
            </div>
            <div className="grid min-w-0 gap-4">
              <RolesCard models={models} role={role} />
              {ordered.map((model) => (
                <MakerCard key={model.id} model={model} />
              ))}
            </div>
          </div>
        </Page>
      </LeafBody>
      <AddModel open={isAdding} onOpenChange={setAdding} />
    </>
  );
}

'use client';

import { useTranslations } from 'next-intl';
import { Card, CardFoot, CardHead } from '#app/_ui/card.tsx';
import { Select } from '#app/_ui/select.tsx';
import { useRoleChange } from './use-model-acts.ts';
import type { Model, Role } from './use-models.ts';

/** Which model is asked for by role. */
export function RolesCard({ models, role }: { models: readonly Model[]; role: Role }) {
  const t = useTranslations('models.roles');
  const change = useRoleChange();
  const choices = models.map((model) => ({ value: model.id, label: model.name }));
  return (
    <Card aria-labelledby="model-roles">
      <CardHead id="model-roles" title={t('title')} />
      {(['coder', 'planner'] as const).map((one) => {
        const holder = models.find((model) => model.roles.includes(one));
        return (
          <div
            key={one}
            className="grid grid-cols-[72px_minmax(0,1fr)] items-center gap-2 border-b border-line px-4 py-2.5 last:border-b-0"
          >
            <span className="font-medium">{t(one)}</span>
            {role === 'admin' && models.length > 0 ? (
              <Select
                label={t('holder', { role: t(one) })}
                size="s"
                className="min-w-0 [&>span]:truncate"
                value={holder?.id ?? 'none'}
                disabled={change.isPending}
                onChange={(id) => change.mutate({ model: id, role: one })}
                choices={holder ? choices : [{ value: 'none', label: t('none'), disabled: true }, ...choices]}
              />
            ) : (
              <span className={holder ? 'truncate' : 'text-ink-3'}>{holder?.name ?? t('none')}</span>
            )}
          </div>
        );
      })}
      <CardFoot>{t('foot')}</CardFoot>
    </Card>
  );
}

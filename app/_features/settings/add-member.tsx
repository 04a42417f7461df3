'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { type FormEvent, useId, useState } from 'react';
import { useFailureWords } from '#app/_data/failure.ts';
import { useTRPC } from '#app/_data/trpc.tsx';
import { Button } from '#app/_ui/button.tsx';
import { Dialog } from '#app/_ui/dialog.tsx';
import { ErrorState } from '#app/_ui/error-state.tsx';
import { Field, Input } from '#app/_ui/field.tsx';
import { Select } from '#app/_ui/select.tsx';
import { OnceLink } from './once-link.tsx';

const roles = ['member', 'auditor', 'admin'] as const;
type Role = (typeof roles)[number];

/** Adds a person and shows, once, the link with which they choose a password. */
export function AddMember({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const t = useTranslations('settings.adding');
  const trpc = useTRPC();
  const queries = useQueryClient();
  const formId = useId();
  const add = useMutation(
    trpc.users.add.mutationOptions({ onSettled: () => queries.invalidateQueries({ queryKey: trpc.users.list.queryKey() }) }),
  );
  const change = (next: boolean) => {
    if (!next) add.reset();
    onOpenChange(next);
  };
  const made = add.data;
  return (
    <Dialog
      open={open}
      onOpenChange={change}
      title={t('title')}
      lead={made ? undefined : t('lead')}
      footer={
        made ? (
          <>
            <Button look="quiet" onClick={() => add.reset()}>
              {t('another')}
            </Button>
            <Button look="ink" onClick={() => change(false)}>
              {t('done')}
            </Button>
          </>
        ) : (
          <>
            <Button onClick={() => change(false)}>{t('cancel')}</Button>
            <Button look="ink" type="submit" form={formId} busy={add.isPending}>
              {t('submit')}
            </Button>
          </>
        )
      }
    >
      {made ? (
        <OnceLink name={made.name} link={made.link ?? ''} isLocal={made.linkIsLocal ?? false} untilMs={made.linkExpiresAtMs ?? 0} />
      ) : (
        <AddForm formId={formId} error={add.error} onSubmit={(person) => add.mutate(person)} />
      )}
    </Dialog>
  );
}

function AddForm({
  formId,
  error,
  onSubmit,
}: {
  formId: string;
  error: unknown;
  onSubmit: (person: { name: string; role: Role }) => void;
}) {
  const t = useTranslations('settings.adding');
  const names = useTranslations('settings.members.role');
  const failure = useFailureWords();
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('member');
  const failed = error ? failure(error) : null;
  const isAboutName = failed?.code?.startsWith('user.') ?? false;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== '') onSubmit({ name: name.trim(), role });
  };
  return (
    <form id={formId} onSubmit={submit} className="grid gap-4">
      <Field label={t('name')} hint={t('nameHint')} error={isAboutName && failed ? `${failed.message} ${failed.remedy ?? ''}` : undefined}>
        {(ids) => (
          <Input {...ids} required maxLength={64} autoComplete="off" value={name} onChange={(event) => setName(event.target.value)} />
        )}
      </Field>
      <Field label={t('role')}>
        {({ id }) => (
          <Select
            id={id}
            className="w-full"
            value={role}
            onChange={setRole}
            choices={roles.map((one) => ({ value: one, label: names(one) }))}
          />
        )}
      </Field>
      {failed && !isAboutName ? <ErrorState error={failed} /> : null}
    </form>
  );
}

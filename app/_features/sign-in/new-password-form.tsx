'use client';

import { useTranslations } from 'next-intl';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useFailureWords } from '#app/_data/failure.ts';
import { Button } from '#app/_ui/button.tsx';
import { ErrorState, type ErrorWords } from '#app/_ui/error-state.tsx';
import { Field, Input, PasswordInput } from '#app/_ui/field.tsx';

type Chosen = { name: string; password: string };

/** Chooses a password; with `asksName` the first administrator's name too. */
export function NewPasswordForm({
  asksName,
  minimum,
  act,
  children,
  onSend,
}: {
  asksName: boolean;
  minimum: number;
  act: ReactNode;
  children?: ReactNode;
  onSend: (chosen: Chosen) => Promise<void>;
}) {
  const t = useTranslations('setUp');
  const signIn = useTranslations('signIn');
  const choose = useTranslations('choosePassword');
  const failureWords = useFailureWords();
  const [failure, setFailure] = useState<ErrorWords | null>(null);
  const [wrong, setWrong] = useState<{ name?: string; password?: string; again?: string }>({});
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const read = (field: string) => String(fields.get(field) ?? '');
    const found = {
      ...(asksName && !read('name').trim() ? { name: signIn('nameMissing') } : {}),
      ...([...read('password')].length < minimum ? { password: t('passwordHint', { minimum }) } : {}),
      ...(read('password') === read('again') ? {} : { again: t('againDiffers') }),
    };
    setWrong(found);
    setFailure(null);
    if (Object.keys(found).length > 0) return;
    setBusy(true);
    try {
      await onSend({ name: read('name').trim(), password: read('password') });
    } catch (error) {
      setFailure(failureWords(error));
      setBusy(false);
    }
  };

  return (
    <form className="grid gap-4" noValidate aria-busy={busy} onSubmit={submit}>
      <div className="grid grid-cols-2 gap-x-4 gap-y-3 max-wide:grid-cols-1">
        {asksName ? (
          <Field label={t('name')} hint={t('nameHint')} error={wrong.name} className="col-span-full">
            {(ids) => <Input {...ids} name="name" autoComplete="username" autoCapitalize="none" spellCheck={false} autoFocus />}
          </Field>
        ) : null}
        <Field label={asksName ? t('password') : choose('password')} hint={t('passwordHint', { minimum })} error={wrong.password}>
          {(ids) => <PasswordInput {...ids} name="password" autoComplete="new-password" autoFocus={!asksName} />}
        </Field>
        <Field label={t('again')} error={wrong.again}>
          {(ids) => <PasswordInput {...ids} name="again" autoComplete="new-password" />}
        </Field>
      </div>
      {failure ? <ErrorState error={failure} /> : null}
      <div className="flex flex-wrap items-center justify-end gap-2 max-wide:*:flex-1">
        {children}
        <Button type="submit" look="ink" busy={busy}>
          {act}
        </Button>
      </div>
    </form>
  );
}

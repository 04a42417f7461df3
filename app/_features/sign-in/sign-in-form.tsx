'use client';

import { useTranslations } from 'next-intl';
import { type FormEvent, type ReactNode, useRef, useState } from 'react';
import { Button } from '#app/_ui/button.tsx';
import { ErrorState, type ErrorWords } from '#app/_ui/error-state.tsx';
import { Field, Input, PasswordInput } from '#app/_ui/field.tsx';
import { isInside } from '../chat/inside.ts';
import { enter } from './credentials.ts';
import { Throttled } from './throttled.tsx';

type Missing = { name?: boolean; password?: boolean };
type Wait = { retryAtMs: number; failures: number; startedMs: number };

/**
 * Name and password; `to` is the page that was wanted, `children` a word on why one is asked.
 * What is wrong stands beside its field; too many tries become a wait with its end.
 */
export function SignInForm({ host, to, children }: { host: string; to: string; children?: ReactNode }) {
  const t = useTranslations('signIn');
  const [missing, setMissing] = useState<Missing>({});
  const [failure, setFailure] = useState<ErrorWords | null>(null);
  const [wait, setWait] = useState<Wait | null>(null);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const [name, setName] = useState('');

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const password = String(new FormData(form.current ?? undefined).get('password') ?? '');
    const lacks: Missing = { ...(name.trim() ? {} : { name: true }), ...(password ? {} : { password: true }) };
    setMissing(lacks);
    setFailure(null);
    if (lacks.name || lacks.password) return focus(form.current, lacks.name ? 'name' : 'password');
    setBusy(true);
    const result = await enter(name.trim(), password).catch(() => null);
    if (result?.ok) return window.location.assign(isInside(to) ? to : '/');
    setBusy(false);
    const error = result?.error;
    if (error?.retryAt) return setWait({ retryAtMs: Date.parse(error.retryAt), failures: error.failures ?? 0, startedMs: Date.now() });
    setFailure(error?.message ? error : { message: t('failed'), remedy: t('failedRemedy') });
    focus(form.current, 'password');
  };

  if (wait) {
    const again = () => {
      setWait(null);
      setFailure(null);
    };
    return <Throttled name={name.trim()} {...wait} onEnd={again} />;
  }
  return (
    <>
      <h1 className="serif text-22 tracking-[-0.01em]">{t('title', { host })}</h1>
      {children}
      <form ref={form} aria-label={t('formLabel')} className="mt-5 grid gap-4" noValidate onSubmit={submit}>
        <Field label={t('name')} error={missing.name ? t('nameMissing') : undefined}>
          {(ids) => (
            <Input
              {...ids}
              name="name"
              autoComplete="username"
              autoCapitalize="none"
              spellCheck={false}
              autoFocus
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Field label={t('password')} error={missing.password ? t('passwordMissing') : undefined}>
          {(ids) => <PasswordInput {...ids} name="password" autoComplete="current-password" />}
        </Field>
        {failure ? <ErrorState error={failure} /> : null}
        <div className="flex items-center gap-3 max-wide:flex-wrap">
          <Button type="submit" look="ink" busy={busy} className="min-w-28 max-wide:basis-full">
            {t('submit')}
          </Button>
        </div>
      </form>
    </>
  );
}

function focus(form: HTMLFormElement | null, name: string): void {
  const field = form?.elements.namedItem(name);
  if (field instanceof HTMLElement) field.focus();
}

'use client';

import { useTranslations } from 'next-intl';
import { useTRPCClient } from '#app/_data/trpc.tsx';
import { enter } from './credentials.ts';
import { LinkGate } from './link-gate.tsx';
import { NewPasswordForm } from './new-password-form.tsx';

/** Sets a password by a link of an administrator and signs its person in: the link does not say by which name. */
export function ChoosePasswordForm({ minimum }: { minimum: number }) {
  const t = useTranslations('choosePassword');
  const client = useTRPCClient();
  return (
    <LinkGate purpose="setPassword">
      {(secret) => (
        <NewPasswordForm
          asksName={false}
          minimum={minimum}
          act={t('save')}
          onSend={async ({ password }) => {
            const { name } = await client.session.choosePassword.mutate({ secret, password });
            const signedIn = await enter(name, password);
            window.location.assign(signedIn.ok ? '/' : '/signin?chosen');
          }}
        />
      )}
    </LinkGate>
  );
}

'use client';

import { useTranslations } from 'next-intl';
import { useTRPCClient } from '#app/_data/trpc.tsx';
import { NewPasswordForm } from './new-password-form.tsx';

/** Sets a password by a link of an administrator, then leads to the sign-in. */
export function ChoosePasswordForm({ minimum }: { minimum: number }) {
  const t = useTranslations('choosePassword');
  const client = useTRPCClient();
  return (
    <NewPasswordForm
      asksName={false}
      minimum={minimum}
      act={t('save')}
      onSend={async ({ secret, password }) => {
        await client.session.choosePassword.mutate({ secret, password });
        window.location.assign('/signin?chosen');
      }}
    />
  );
}

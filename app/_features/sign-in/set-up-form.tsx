'use client';

import { useTranslations } from 'next-intl';
import { useTRPCClient } from '#app/_data/trpc.tsx';
import { enter } from './credentials.ts';
import { LinkGate } from './link-gate.tsx';
import { NewPasswordForm } from './new-password-form.tsx';

/** Makes the first administrator, signs them in and leads to their first repository. */
export function SetUpForm({ minimum }: { minimum: number }) {
  const t = useTranslations('setUp');
  const client = useTRPCClient();
  return (
    <LinkGate purpose="firstAdmin">
      {(secret) => (
        <NewPasswordForm
          asksName
          minimum={minimum}
          act={t('create')}
          onSend={async (chosen) => {
            await client.session.setUp.mutate({ ...chosen, secret });
            const signedIn = await enter(chosen.name, chosen.password);
            window.location.assign(signedIn.ok ? '/repositories' : '/signin?chosen');
          }}
        >
          <span className="mr-auto text-12 text-ink-3 max-wide:basis-full">{t('next')}</span>
        </NewPasswordForm>
      )}
    </LinkGate>
  );
}

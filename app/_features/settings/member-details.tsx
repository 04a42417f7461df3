'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { LogOut, RotateCcwKey, UserCheck, UserX, X } from 'lucide-react';
import { useFormatter, useTranslations } from 'next-intl';
import { useState } from 'react';
import { useFailureWords } from '#app/_data/failure.ts';
import { useTRPC } from '#app/_data/trpc.tsx';
import { Avatar } from '#app/_ui/avatar.tsx';
import { Button, IconButton } from '#app/_ui/button.tsx';
import { Facts } from '#app/_ui/card.tsx';
import { Confirm } from '#app/_ui/dialog.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import { Select } from '#app/_ui/select.tsx';
import { toastDone, toastFailed } from '#app/_ui/toast-store.ts';
import type { Member } from './member.ts';
import { LastSeen, MemberState } from './members-table.tsx';
import { OnceLink } from './once-link.tsx';

const roles = ['member', 'auditor', 'admin'] as const;

/** One person: role, sign-in, and what an administrator may do about both. */
export function MemberDetails({ member, isMe, onClose }: { member: Member; isMe: boolean; onClose?: (() => void) | undefined }) {
  const t = useTranslations('settings.member');
  const ui = useTranslations('ui');
  const format = useFormatter();
  return (
    <div className="grid gap-5">
      {onClose ? (
        <div className="flex items-center gap-2">
          <Avatar name={member.name} />
          <h2 className="min-w-0 truncate serif text-16">{member.name}</h2>
          <IconButton label={ui('close')} className="ml-auto" onClick={onClose}>
            <Icon of={X} size={14} />
          </IconButton>
        </div>
      ) : null}
      <Facts
        className="grid-cols-[88px_minmax(0,1fr)] items-center gap-y-2"
        facts={[
          { name: t('role'), value: <RoleSelect member={member} /> },
          { name: t('state'), value: <MemberState member={member} /> },
          { name: t('added'), value: format.dateTime(member.createdAtMs, { dateStyle: 'long' }) },
          { name: t('seen'), value: <LastSeen atMs={member.lastUsedAtMs} /> },
        ]}
      />
      <MemberActs member={member} isMe={isMe} />
      <p className="text-12 text-ink-3">
        {isMe ? `${t('yourself')} ` : ''}
        {t('recorded')}
      </p>
    </div>
  );
}

function useAct() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const failure = useFailureWords();
  return (words: string) => ({
    onSuccess: () => toastDone(words),
    onError: (error: unknown) => toastFailed(failure(error)),
    onSettled: () => queries.invalidateQueries({ queryKey: trpc.users.list.queryKey() }),
  });
}

function RoleSelect({ member }: { member: Member }) {
  const t = useTranslations('settings.member');
  const names = useTranslations('settings.members.role');
  const trpc = useTRPC();
  const act = useAct();
  const setRole = useMutation(trpc.users.setRole.mutationOptions());
  return (
    <Select
      size="s"
      label={t('changeRole', { name: member.name })}
      value={member.role}
      disabled={setRole.isPending}
      choices={roles.map((role) => ({ value: role, label: names(role) }))}
      onChange={(role) => setRole.mutate({ id: member.id, role }, act(t('roleChanged', { name: member.name, role: names(role) })))}
    />
  );
}

function MemberActs({ member, isMe }: { member: Member; isMe: boolean }) {
  const t = useTranslations('settings.member');
  const trpc = useTRPC();
  const act = useAct();
  const suspend = useMutation(trpc.users.suspend.mutationOptions());
  const resume = useMutation(trpc.users.resume.mutationOptions());
  const signOut = useMutation(trpc.users.revokeSessions.mutationOptions());
  const { id, name } = member;
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap gap-2">
        <ResetPassword member={member} />
        {isMe ? null : (
          <>
            <Button size="s" busy={signOut.isPending} onClick={() => signOut.mutate({ id }, act(t('signedOut', { name })))}>
              <Icon of={LogOut} size={14} />
              {t('signOut')}
            </Button>
            {member.state === 'suspended' ? (
              <Button size="s" busy={resume.isPending} onClick={() => resume.mutate({ id }, act(t('resumed', { name })))}>
                <Icon of={UserCheck} size={14} />
                {t('resume')}
              </Button>
            ) : (
              <Button size="s" look="danger" busy={suspend.isPending} onClick={() => suspend.mutate({ id }, act(t('suspended', { name })))}>
                <Icon of={UserX} size={14} />
                {t('suspend')}
              </Button>
            )}
            <RemoveMember member={member} />
          </>
        )}
      </div>
    </div>
  );
}

function ResetPassword({ member }: { member: Member }) {
  const t = useTranslations('settings.member');
  const trpc = useTRPC();
  const queries = useQueryClient();
  const failure = useFailureWords();
  const [open, setOpen] = useState(false);
  const reset = useMutation(
    trpc.users.reset.mutationOptions({
      onSuccess: () => {
        setOpen(false);
        void queries.invalidateQueries({ queryKey: trpc.users.list.queryKey() });
      },
    }),
  );
  return (
    <>
      {reset.data ? (
        <div className="basis-full">
          <OnceLink
            name={member.name}
            link={reset.data.link}
            isLocal={reset.data.linkIsLocal}
            untilMs={reset.data.linkExpiresAtMs}
            onDone={() => reset.reset()}
          />
        </div>
      ) : null}
      <Button size="s" onClick={() => setOpen(true)}>
        <Icon of={RotateCcwKey} size={14} />
        {t('reset')}
      </Button>
      <Confirm
        open={open}
        onOpenChange={setOpen}
        title={t('resetTitle', { name: member.name })}
        lead={t('resetLead', { name: member.name })}
        act={t('resetAct')}
        keep={t('keep')}
        busy={reset.isPending}
        error={reset.error ? failure(reset.error).message : undefined}
        onConfirm={() => reset.mutate({ id: member.id })}
      />
    </>
  );
}

function RemoveMember({ member }: { member: Member }) {
  const t = useTranslations('settings.member');
  const trpc = useTRPC();
  const act = useAct();
  const failure = useFailureWords();
  const [open, setOpen] = useState(false);
  const remove = useMutation(trpc.users.remove.mutationOptions());
  const { id, name } = member;
  return (
    <>
      <Button size="s" look="danger" onClick={() => setOpen(true)}>
        {t('remove')}
      </Button>
      <Confirm
        open={open}
        onOpenChange={setOpen}
        title={t('removeTitle', { name })}
        lead={t('removeLead', { name })}
        act={t('removeAct', { name })}
        keep={t('keep')}
        busy={remove.isPending}
        error={remove.error ? failure(remove.error).message : undefined}
        onConfirm={() => remove.mutate({ id }, act(t('removed', { name })))}
      />
    </>
  );
}

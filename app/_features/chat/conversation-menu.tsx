'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Ellipsis, Pencil, Trash2 } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { useFailureWords } from '#app/_data/failure.ts';
import { useTRPC } from '#app/_data/trpc.tsx';
import { Button, IconButton } from '#app/_ui/button.tsx';
import { Dialog } from '#app/_ui/dialog.tsx';
import { Field, Input } from '#app/_ui/field.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import { Menu, MenuItem } from '#app/_ui/menu.tsx';
import { toastDone, toastFailed } from '#app/_ui/toast-store.ts';

/** Rename and delete. What was deleted comes back by one click. */
export function ConversationMenu({ conversationId, title }: { conversationId: string; title: string }) {
  const t = useTranslations('chat');
  const [renaming, setRenaming] = useState(false);
  const remove = useRemove(conversationId);
  return (
    <>
      <Menu
        trigger={
          <IconButton label={t('more')}>
            <Icon of={Ellipsis} />
          </IconButton>
        }
      >
        <MenuItem icon={<Icon of={Pencil} size={14} />} onSelect={() => setRenaming(true)}>
          {t('rename')}
        </MenuItem>
        <MenuItem danger icon={<Icon of={Trash2} size={14} />} onSelect={remove}>
          {t('delete')}
        </MenuItem>
      </Menu>
      {renaming ? <RenameDialog conversationId={conversationId} title={title} onClose={() => setRenaming(false)} /> : null}
    </>
  );
}

function useRemove(conversationId: string): () => void {
  const t = useTranslations('chat');
  const ui = useTranslations('ui');
  const trpc = useTRPC();
  const queries = useQueryClient();
  const router = useRouter();
  const failureWords = useFailureWords();
  const onError = (error: unknown) => toastFailed(failureWords(error));
  const listChanged = () => queries.invalidateQueries({ queryKey: trpc.chat.list.queryKey() });
  const restore = useMutation(
    trpc.chat.restore.mutationOptions({
      onError,
      onSuccess: () => {
        void listChanged();
        router.push(`/c/${conversationId}`);
      },
    }),
  );
  const remove = useMutation(
    trpc.chat.remove.mutationOptions({
      onError,
      onSuccess: () => {
        void listChanged();
        router.push('/chat');
        toastDone(t('deleted'), { label: ui('undo'), act: () => restore.mutate({ conversationId }) });
      },
    }),
  );
  return () => remove.mutate({ conversationId });
}

function RenameDialog({ conversationId, title, onClose }: { conversationId: string; title: string; onClose: () => void }) {
  const t = useTranslations('chat');
  const trpc = useTRPC();
  const queries = useQueryClient();
  const failureWords = useFailureWords();
  const [name, setName] = useState(title);
  const rename = useMutation(
    trpc.chat.rename.mutationOptions({
      onSuccess: async () => {
        await Promise.all([
          queries.invalidateQueries({ queryKey: trpc.chat.list.queryKey() }),
          queries.invalidateQueries({ queryKey: trpc.chat.get.queryKey({ conversationId }) }),
        ]);
        onClose();
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== '') rename.mutate({ conversationId, title: name.trim() });
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={t('renameTitle')}
      footer={
        <>
          <Button onClick={onClose}>{t('keepName')}</Button>
          <Button type="submit" form="rename" look="ink" busy={rename.isPending} disabled={name.trim() === ''}>
            {t('rename')}
          </Button>
        </>
      }
    >
      <form id="rename" onSubmit={submit}>
        <Field label={t('name')} error={rename.error ? failureWords(rename.error).message : undefined}>
          {(ids) => (
            <Input
              {...ids}
              value={name}
              autoFocus
              onFocus={(event) => event.target.select()}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
      </form>
    </Dialog>
  );
}

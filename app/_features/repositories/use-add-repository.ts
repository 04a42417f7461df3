'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useRef, useState } from 'react';
import { useErrorWords, useFailureWords } from '#app/_data/failure.ts';
import { useTRPC, useTRPCClient } from '#app/_data/trpc.tsx';
import type { ErrorWords } from '#app/_ui/error-state.tsx';
import { toastDone } from '#app/_ui/toast-store.ts';
import { byteWords } from './byte-words.ts';
import { type UploadEnd, type UploadProgress, uploadFile } from './upload.ts';

export type GivenSource = { kind: 'file'; file: File } | { kind: 'path'; path: string };
type Given = { source: GivenSource; branch: string } & ({ name: string } | { repository: string });

type State =
  | { kind: 'idle' }
  | { kind: 'uploading'; fileName: string; progress: UploadProgress }
  /** `sent`: a file is there already, so that no form comes back before the page goes on. */
  | { kind: 'adding'; sent: { fileName: string; progress: UploadProgress } | null }
  | { kind: 'failed'; error: ErrorWords };

/** Uploads what must be uploaded, then adds a repository or brings one to a newer source; an upload can be stopped. */
export function useAddRepository(onDone: () => void) {
  const t = useTranslations('repositories');
  const client = useTRPCClient();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const router = useRouter();
  const failure = useFailureWords();
  const uploadWords = useUploadWords();
  const [state, setState] = useState<State>({ kind: 'idle' });
  const stopping = useRef<AbortController | null>(null);
  const start = useMutation({
    mutationFn: async (given: Given) => {
      const source = await bringSource(given.source);
      if (source === null) return;
      setState((before) => ({ kind: 'adding', sent: before.kind === 'uploading' ? whole(before) : null }));
      const branch = given.branch.trim() === '' ? {} : { branch: given.branch.trim() };
      if ('repository' in given) await client.repositories.update.mutate({ repository: given.repository, source, ...branch });
      else await client.repositories.add.mutate({ name: given.name, source, ...branch });
      const name = 'repository' in given ? given.repository : given.name;
      await queries.invalidateQueries({ queryKey: trpc.repositories.list.queryKey() });
      await queries.invalidateQueries({ queryKey: trpc.repositories.get.queryKey() });
      setState({ kind: 'idle' });
      toastDone(t('adding.added', { name }));
      onDone();
      if (!('repository' in given)) router.push(`/repositories/${encodeURIComponent(name.trim().normalize('NFC'))}`);
    },
    onError: (error) => setState({ kind: 'failed', error: failure(error) }),
  });

  async function bringSource(source: GivenSource) {
    if (source.kind === 'path') return { kind: 'path' as const, path: source.path.trim() };
    stopping.current = new AbortController();
    const { file } = source;
    const tell = (progress: UploadProgress) => setState({ kind: 'uploading', fileName: file.name, progress });
    tell({ doneBytes: 0, totalBytes: file.size, bytesPerSecond: 0 });
    const end = await uploadFile(file, tell, stopping.current.signal);
    if (end.kind === 'done') return { kind: 'gitBundle' as const, uploadId: end.uploadId };
    setState({ kind: 'failed', error: uploadWords(end) });
    return null;
  }

  return { state, start: start.mutate, stop: () => stopping.current?.abort(), reset: () => setState({ kind: 'idle' }) };
}

function whole({ fileName, progress }: { fileName: string; progress: UploadProgress }) {
  return { fileName, progress: { ...progress, doneBytes: progress.totalBytes } };
}

function useUploadWords(): (end: UploadEnd) => ErrorWords {
  const t = useTranslations('repositories.adding');
  const ui = useTranslations('ui');
  const words = useErrorWords();
  return (end) => {
    if (end.kind === 'stopped') return { message: t('stopped') };
    if (end.kind === 'broken') return { message: t('broken', { done: byteWords(end.doneBytes, plainNumber) }), remedy: t('brokenRemedy') };
    const error = end.kind === 'refused' && isCoded(end.error) ? words(end.error) : null;
    return error ?? { message: ui('offline'), remedy: ui('offlineRemedy') };
  };
}

function plainNumber(value: number, options: { maximumFractionDigits: number }): string {
  return value.toLocaleString('en-GB', options);
}

function isCoded(error: unknown): error is { code: string; params: object; id?: string } {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' && 'params' in error;
}

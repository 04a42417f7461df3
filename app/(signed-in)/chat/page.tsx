import type { Metadata } from 'next';
import { cookies } from 'next/headers';
import { getTranslations } from 'next-intl/server';
import { caller, signedIn } from '#app/_data/server.ts';
import { NewChat } from '#app/_features/chat/new-chat.tsx';
import { askable, lastScope, SCOPE_COOKIE } from '#app/_features/chat/scope-choice.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('chat'))('newChat') };
}

/** A new chat. `?q=` brings words along, `?repository=` (once or more) a scope. */
export default async function NewChatPage({ searchParams }: { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const me = await signedIn();
  const server = await caller();
  const [repositories, queue, asked, kept] = await Promise.all([server.repositories.list(), server.queue.view(), searchParams, cookies()]);
  const question = typeof asked.q === 'string' ? asked.q : '';
  const last = () => lastScope(kept.get(SCOPE_COOKIE)?.value, me.id, askable(repositories));
  const scope = asked.repository === undefined ? last() : [asked.repository].flat();
  return <NewChat userId={me.id} repositories={repositories} queue={queue} question={question} scope={scope} nowMs={Date.now()} />;
}

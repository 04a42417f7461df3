import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { caller, signedIn } from '#app/_data/server.ts';
import { NewChat } from '#app/_features/chat/new-chat.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('chat'))('newChat') };
}

/** A new chat. `?q=` brings words along, `?repository=` (once or more) a scope. */
export default async function NewChatPage({ searchParams }: { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const me = await signedIn();
  const server = await caller();
  const [repositories, queue, asked] = await Promise.all([server.repositories.list(), server.queue.view(), searchParams]);
  const question = typeof asked.q === 'string' ? asked.q : '';
  const scope = asked.repository === undefined ? null : [asked.repository].flat();
  return <NewChat userId={me.id} repositories={repositories} queue={queue} question={question} scope={scope} nowMs={Date.now()} />;
}

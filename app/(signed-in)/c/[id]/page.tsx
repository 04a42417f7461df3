import type { Metadata } from 'next';
import { cache } from 'react';
import { caller, orNotFound, signedIn } from '#app/_data/server.ts';
import { ConversationPage } from '#app/_features/chat/conversation.tsx';

const conversationOf = cache(async (id: string) => {
  await signedIn();
  return orNotFound((await caller()).chat.get({ conversationId: id }));
});

type Params = { params: Promise<{ id: string }> };

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  return { title: (await conversationOf((await params).id)).title };
}

/** One conversation. Somebody else's is as little there as one that never was. */
export default async function Conversation({ params }: Params) {
  const me = await signedIn();
  const server = await caller();
  const conversation = await conversationOf((await params).id);
  const [repositories, queue] = await Promise.all([server.repositories.list(), server.queue.view()]);
  return <ConversationPage key={conversation.id} userId={me.id} conversation={conversation} repositories={repositories} queue={queue} />;
}

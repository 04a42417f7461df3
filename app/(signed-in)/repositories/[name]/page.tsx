import type { Metadata } from 'next';
import { caller, orNotFound, signedIn } from '#app/_data/server.ts';
import { RepositoryPage } from '#app/_features/repositories/repository-page.tsx';

type Props = { params: Promise<{ name: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: decodeURIComponent((await params).name) };
}

/** One repository. */
export default async function Page({ params }: Props) {
  const me = await signedIn();
  const name = decodeURIComponent((await params).name);
  const repository = await orNotFound((await caller()).repositories.get({ repository: name }));
  return <RepositoryPage initial={repository} me={me} />;
}

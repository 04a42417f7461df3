import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { caller, signedIn } from '#app/_data/server.ts';
import { RepositoriesPage } from '#app/_features/repositories/repositories-page.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('repositories'))('title') };
}

/** Every repository of the box. */
export default async function Page() {
  const me = await signedIn();
  return <RepositoriesPage initial={await (await caller()).repositories.list()} isAdmin={me.role === 'admin'} />;
}

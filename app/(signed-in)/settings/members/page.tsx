import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { signedIn } from '#app/_data/server.ts';
import { MembersPage } from '#app/_features/settings/members-page.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('settings.members'))('title') };
}

/** The people of the box. What stands on the page is decided by its procedures; others are only spared an error. */
export default async function Page() {
  const me = await signedIn();
  if (me.role !== 'admin') notFound();
  return <MembersPage me={me} />;
}

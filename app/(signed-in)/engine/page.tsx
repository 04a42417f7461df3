import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { caller, orRefused, signedIn } from '#app/_data/server.ts';
import { EnginePage } from '#app/_features/engine/engine-page.tsx';
import { RefusedLeaf } from '#app/_features/shell/not-there.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('engine'))('title') };
}

/** The engine of this box. Who may not see it is told so: the procedure decides, and records the refusal. */
export default async function Page() {
  const overview = await orRefused((await caller()).engine.overview());
  return overview ? <EnginePage initial={overview} isAdmin={(await signedIn()).role === 'admin'} /> : <RefusedLeaf />;
}

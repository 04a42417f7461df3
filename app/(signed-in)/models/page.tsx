import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { caller, orRefused, signedIn } from '#app/_data/server.ts';
import { ModelsPage } from '#app/_features/models/models-page.tsx';
import { RefusedLeaf } from '#app/_features/shell/not-there.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('models'))('title') };
}

/** The models of this box. Who may not see them is told so: the procedure decides, and records the refusal. */
export default async function Page() {
  const overview = await orRefused((await caller()).models.overview());
  return overview ? <ModelsPage initial={overview} role={(await signedIn()).role} /> : <RefusedLeaf />;
}

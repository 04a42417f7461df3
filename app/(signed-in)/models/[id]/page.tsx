import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { caller, orRefused, signedIn } from '#app/_data/server.ts';
import { ModelPage } from '#app/_features/models/model-page.tsx';
import { RefusedLeaf } from '#app/_features/shell/not-there.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('models'))('title') };
}

/** One model: what acceptance found, with all that was asked and what came. */
export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const overview = await orRefused((await caller()).models.overview());
  if (!overview) return <RefusedLeaf />;
  if (!overview.models.some((model) => model.id === id)) notFound();
  return <ModelPage id={id} initial={overview} role={(await signedIn()).role} />;
}

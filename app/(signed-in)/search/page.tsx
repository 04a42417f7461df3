import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { SearchPage } from '#app/_features/search/search-page.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('search'))('title') };
}

/** Code search. */
export default function Page() {
  return <SearchPage />;
}

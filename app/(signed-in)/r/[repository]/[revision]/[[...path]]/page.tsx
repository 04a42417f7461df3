import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { caller, orNotFound } from '#app/_data/server.ts';
import { revisionCalled } from '#app/_features/viewer/revision-called.ts';
import { viewerHref } from '#app/_features/viewer/viewer-href.ts';

type Props = { params: Promise<{ repository: string; revision: string; path?: string[] }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { repository, path = [] } = await params;
  return { title: decodeURIComponent(path.at(-1) ?? repository) };
}

/** A file or a folder of a revision: the layout draws it. A branch or the beginning of a commit leads to the commit in full. */
export default async function Page({ params }: Props) {
  const { repository, revision: asked, path = [] } = await params;
  const name = decodeURIComponent(repository);
  const revision = decodeURIComponent(asked);
  const { revisions } = await orNotFound((await caller()).repositories.get({ repository: name }));
  const commit = revisionCalled(revision, revisions);
  if (commit !== null && commit !== revision)
    redirect(viewerHref({ repository: name, revision: commit, path: path.map(decodeURIComponent).join('/') }));
  return null;
}

import { notFound } from 'next/navigation';
import type { ReactNode } from 'react';
import { caller, orNotFound } from '#app/_data/server.ts';
import { StartWithRail } from '#app/_features/shell/shell-state.tsx';
import { revisionCalled } from '#app/_features/viewer/revision-called.ts';
import { Viewer } from '#app/_features/viewer/viewer.tsx';

/** The viewer of one revision. It stays while one goes from file to file below it, and so does its tree. */
export default async function Layout({
  params,
  children,
}: {
  params: Promise<{ repository: string; revision: string }>;
  children: ReactNode;
}) {
  const { repository, revision } = await params;
  const name = decodeURIComponent(repository);
  const asked = decodeURIComponent(revision);
  const { revisions } = await orNotFound((await caller()).repositories.get({ repository: name }));
  if (revisionCalled(asked, revisions) === null) notFound();
  return (
    <>
      <StartWithRail />
      <Viewer repository={name} revision={asked} />
      {children}
    </>
  );
}

import type { ReactNode } from 'react';
import { caller, orNotFound } from '#app/_data/server.ts';
import { StartWithRail } from '#app/_features/shell/shell-state.tsx';
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
  await orNotFound((await caller()).repositories.get({ repository: name }));
  return (
    <>
      <StartWithRail />
      <Viewer repository={name} revision={decodeURIComponent(revision)} />
      {children}
    </>
  );
}

import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { caller, orNotFound } from '#app/_data/server.ts';
import { AuditPage } from '#app/_features/audit/audit-page.tsx';
import { StartWithRail } from '#app/_features/shell/shell-state.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('audit'))('title') };
}

/** The audit log. Who may not read it finds no page here: the procedure decides, and records the refusal. */
export default async function Page() {
  await orNotFound((await caller()).audit.state());
  return (
    <>
      <StartWithRail />
      <AuditPage />
    </>
  );
}

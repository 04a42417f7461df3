import { makeFirstAdminLink, needsSetUp, onRightsChanged } from '#server/identity/index.ts';
import { type Actor, now } from '#server/platform/index.ts';

/** The first administrator's link, for whoever reads this process's output or holds the control socket. */
export type SetUpLink = {
  /** null where somebody is there already, or the link's time is over: a restart makes a new one. */
  current(): string | null;
  close(): void;
};

/** Makes the link where nobody is there yet; an older one stops working. */
export async function firstAdminLink(actor: Actor, origin: string): Promise<SetUpLink> {
  if (!(await needsSetUp())) return { current: () => null, close() {} };
  const { secret, expiresAt } = await makeFirstAdminLink(actor);
  // The secret stands behind the #: browsers do not send it, so that no log holds it.
  let link: string | null = `${origin}/setup#${secret}`;
  // Nobody is there whose rights could change, so the first change is the first administrator.
  const close = onRightsChanged(() => {
    link = null;
  });
  return { current: () => (now() < expiresAt ? link : null), close };
}

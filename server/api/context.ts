import type { Actor } from '#server/platform/index.ts';

/** The way a request came in. */
export type Door = 'plain' | 'tls' | 'console';

/** What every procedure is given. */
export type Context = {
  door: Door;
  /** Who asks, looked up now: sessions and roles are rows, never remembered by a socket. */
  loadActor(): Promise<Actor>;
};

/** A context for one known actor: for tests of routers and for the page door. */
export function contextOf(actor: Actor, door: Door = 'plain'): Context {
  return { door, loadActor: () => Promise.resolve(actor) };
}

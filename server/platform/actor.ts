/** Who acts. An actor carries its role as loaded for this request; rights are decided by identity's `authorize`. */
export type Role = 'member' | 'auditor' | 'admin';

export type Person = {
  kind: 'person';
  id: string;
  name: string;
  role: Role;
  /** Session that the request came with; absent in a job, which loads its actor by id. */
  sessionId?: string;
  /** Network address of the request, "" in a job. */
  address: string;
};

/** Somebody at the control socket, as the caller claims to be (whoever holds the socket is its uid or root). */
export type ConsoleActor = { kind: 'console'; unixUser: string; sudoUser?: string; terminal?: string };

/** The appliance itself; `part` is the folder of server/ that acts. */
export type SystemActor = { kind: 'system'; part: string };

/** A request without a session. */
export type Stranger = { kind: 'stranger'; address: string };

export type Actor = Person | ConsoleActor | SystemActor | Stranger;

/** The id an actor's rows and jobs are counted under: a user id, "console", "system" or "stranger". */
export function actorId(actor: Actor): string {
  return actor.kind === 'person' ? actor.id : actor.kind;
}

import { type Actor, AppError, type Authorized, actorId, type Target, type TargetKind } from '#server/platform/index.ts';

/**
 * What somebody may want to do. read and ask: use a repository; maintain: change or remove it; administer: people, roles and
 * the box; audit: read the log; own: everything with a row that belongs to one person.
 */
export type Right = 'read' | 'ask' | 'maintain' | 'administer' | 'audit' | 'own';

/**
 * Decides whether an actor may do something, once. Pure: the target was loaded by the room that owns it, the actor carries
 * its role as loaded for this request.
 *
 * @returns the target as use cases take it; nobody else makes one
 * @throws AppError `right.missing`
 */
export function authorize<K extends TargetKind>(actor: Actor, right: Right, target: Target<K>): Authorized<K> {
  if (!isAllowed(actor, right, target)) throw new AppError('right.missing', { action: right, what: target.kind });
  return target as Authorized<K>;
}

/** Authorises every target or none. */
export function authorizeEach<K extends TargetKind>(actor: Actor, right: Right, targets: readonly Target<K>[]): Authorized<K>[] {
  return targets.map((target) => authorize(actor, right, target));
}

function isAllowed(actor: Actor, right: Right, target: Target): boolean {
  switch (actor.kind) {
    case 'stranger':
      return false;
    case 'system':
      return true;
    case 'console':
      // Whoever holds the control socket holds the box, but a person's conversations are theirs alone.
      return !isPersonal(target.kind) || target.ownerId === actorId(actor);
    case 'person':
      return isPersonal(target.kind) ? target.ownerId === actor.id : roleAllows(actor.role, actor.id, right, target);
  }
}

function isPersonal(kind: TargetKind): boolean {
  return kind === 'conversation' || kind === 'answer' || kind === 'job';
}

function roleAllows(role: 'member' | 'auditor' | 'admin', id: string, right: Right, target: Target): boolean {
  switch (right) {
    // Until grants exist every person may read and ask about every repository. This line is the one rule of it.
    case 'read':
    case 'ask':
      return target.kind === 'repository' || target.kind === 'appliance' || mayAudit(role, target);
    case 'maintain':
      return role === 'admin' || (target.kind === 'repository' && target.ownerId === id);
    case 'administer':
      return role === 'admin';
    case 'audit':
      return mayAudit(role, target);
    case 'own':
      return target.ownerId === id;
  }
}

function mayAudit(role: 'member' | 'auditor' | 'admin', target: Target): boolean {
  return role !== 'member' && (target.kind === 'audit' || target.kind === 'appliance');
}

import { describe, expect, it } from 'vitest';
import type { Actor, Role, Target } from '#server/platform/index.ts';
import { authorize, authorizeEach, type Right } from './authorize.ts';

const person = (role: Role, id: string = role): Actor => ({ kind: 'person', id, name: id, role, address: '' });
const consoleActor: Actor = { kind: 'console', unixUser: 'root' };
const stranger: Actor = { kind: 'stranger', address: '10.0.0.1' };
const rights: Right[] = ['read', 'ask', 'maintain', 'administer', 'audit', 'own'];

const box: Target<'appliance'> = { kind: 'appliance', id: 'box' };
const log: Target<'audit'> = { kind: 'audit', id: 'log' };
const ofMember: Target<'repository'> = { kind: 'repository', id: 'r', ownerId: 'member' };
const ofOther: Target<'repository'> = { kind: 'repository', id: 's', ownerId: 'other' };

function allowed(actor: Actor, right: Right, target: Target): boolean {
  try {
    authorize(actor, right, target);
    return true;
  } catch (error) {
    expect(error).toMatchObject({ code: 'right.missing', params: { action: right, what: target.kind } });
    return false;
  }
}

describe('authorize', () => {
  it('lets a stranger do nothing at all', () => {
    for (const right of rights) for (const target of [box, log, ofOther]) expect(allowed(stranger, right, target)).toBe(false);
  });

  it('lets every person read and ask about every repository until grants exist', () => {
    for (const role of ['member', 'auditor', 'admin'] as const) {
      expect(allowed(person(role), 'read', ofOther)).toBe(true);
      expect(allowed(person(role), 'ask', ofOther)).toBe(true);
    }
  });

  it('lets a repository be changed by who added it, an administrator and the console', () => {
    expect(allowed(person('member'), 'maintain', ofMember)).toBe(true);
    expect(allowed(person('member'), 'maintain', ofOther)).toBe(false);
    expect(allowed(person('auditor'), 'maintain', ofOther)).toBe(false);
    expect(allowed(person('admin'), 'maintain', ofOther)).toBe(true);
    expect(allowed(consoleActor, 'maintain', ofOther)).toBe(true);
  });

  it('keeps a conversation, an answer and a job to their owner, whatever the role', () => {
    for (const kind of ['conversation', 'answer', 'job'] as const) {
      const mine: Target = { kind, id: 'c', ownerId: 'member' };
      const consoles: Target = { kind, id: 'd', ownerId: 'console' };
      for (const right of rights) {
        expect(allowed(person('member'), right, mine)).toBe(true);
        for (const other of [person('admin'), person('auditor'), person('member', 'second'), consoleActor, stranger]) {
          expect(allowed(other, right, mine)).toBe(false);
        }
        expect(allowed(consoleActor, right, consoles)).toBe(true);
        expect(allowed(person('admin'), right, consoles)).toBe(false);
        expect(allowed(person('member'), right, { kind, id: 'nobodys' })).toBe(false);
      }
    }
  });

  it('opens the audit log to auditors, administrators and the console', () => {
    expect(allowed(person('member'), 'audit', log)).toBe(false);
    for (const actor of [person('auditor'), person('admin'), consoleActor]) expect(allowed(actor, 'audit', log)).toBe(true);
  });

  it('lets administrators alone administer people and the box', () => {
    const somebody: Target<'user'> = { kind: 'user', id: 'other', ownerId: 'other' };
    for (const target of [box, somebody]) {
      expect(allowed(person('member'), 'administer', target)).toBe(false);
      expect(allowed(person('auditor'), 'administer', target)).toBe(false);
      expect(allowed(person('admin'), 'administer', target)).toBe(true);
    }
  });

  it('lets a person own what is about themselves alone', () => {
    expect(allowed(person('member'), 'own', { kind: 'user', id: 'member', ownerId: 'member' })).toBe(true);
    expect(allowed(person('admin'), 'own', { kind: 'user', id: 'member', ownerId: 'member' })).toBe(false);
  });

  it('authorises each of a scope or none', () => {
    expect(authorizeEach(person('member'), 'ask', [ofMember, ofOther])).toHaveLength(2);
    expect(() => authorizeEach(person('member'), 'maintain', [ofMember, ofOther])).toThrow('right.missing');
  });
});

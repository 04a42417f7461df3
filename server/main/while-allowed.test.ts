import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { expect, it } from 'vitest';
import { addUser, authorize, loadActor, setRole, signIn, signOut, userTarget } from '#server/identity/index.ts';
import type { Actor, Person } from '#server/platform/index.ts';
import { openTestDatabase } from '#test/support/open-test-database.ts';
import { waitFor } from '#test/support/wait-for.ts';
import { whileAllowed } from './while-allowed.ts';

const console_: Actor = { kind: 'console', unixUser: 'root' };
const password = 'correct horse battery staple';

async function person(name: string): Promise<Person & { sessionId: string }> {
  const box = authorize(console_, 'administer', { kind: 'appliance', id: 'box' });
  await addUser(console_, box, { name, role: 'auditor', password });
  const { sessionId } = await signIn({ name, password, address: '10.0.0.7', userAgent: '' });
  const actor = await loadActor(sessionId, '10.0.0.7');
  if (!actor) throw new Error('nobody signed in');
  return { ...actor, sessionId };
}

/** Something that never ends by itself, as a long export does. */
function sendWithoutEnd(actor: Actor) {
  let pieces = 0;
  const sink = new Writable({
    write(_piece, _encoding, done) {
      pieces += 1;
      setImmediate(done);
    },
  });
  const endless = function* () {
    for (;;) yield 'a record\n';
  };
  const ended = whileAllowed(actor, (signal) => pipeline(Readable.from(endless()), sink, { signal })).catch((error: unknown) => error);
  return { ended, sink, sent: () => pieces };
}

it('ends what is under way with the session, with the rights, and with nobody else’s', async () => {
  await using _database = await openTestDatabase();
  const [ada, grace, barbara] = [await person('Ada'), await person('Grace'), await person('Barbara')];
  const [hers, graces, barbaras] = [ada, grace, barbara].map(sendWithoutEnd);
  if (!hers || !graces || !barbaras) throw new Error('three were begun');
  await signOut(ada, ada.sessionId);
  expect(await hers.ended).toMatchObject({ code: 'session.required' });
  await setRole(console_, authorize(console_, 'administer', userTarget(grace.id)), 'member');
  expect(await graces.ended).toMatchObject({ code: 'session.required' });
  expect([hers.sink.destroyed, graces.sink.destroyed]).toEqual([true, true]);
  const before = barbaras.sent();
  await waitFor(() => barbaras.sent() > before, { what: 'more of what nobody ended' });
  await signOut(barbara, barbara.sessionId);
  await barbaras.ended;
});

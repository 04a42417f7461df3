import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { AppError, log, monotonicMs, SOCKET_PATH_BYTES } from '#server/platform/index.ts';
import type { Engine, EngineProperties, EngineState, GenerateFrame, GenerateRequest } from './engine.ts';
import type { EngineClient } from './engine-client.ts';
import type { LaunchEngine } from './engine-process.ts';
import { Heartbeat, type HeartbeatOptions } from './heartbeat.ts';
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
};

/** Keeps one engine process alive: starts it, says what it is doing, restarts it with growing pauses, gives up loudly. */
export class Supervisor implements Engine {
  readonly #launch: LaunchEngine;
  readonly #socket: string;
  readonly #limits: RestartLimits;
  readonly #silence: Pick<HeartbeatOptions, 'limits' | 'times' | 'measuredStepMs'>;
  readonly #subscribers = new Set<(state: EngineState) => void>();
  readonly #stopping = new AbortController();
  readonly #crashes: number[] = [];
  readonly #running: Promise<void>;
  #state: EngineState = { state: 'starting' };
  #kill: () => void = () => {};
  #serving: { client: EngineClient; heartbeat: Heartbeat } | null = null;
  #properties: EngineProperties | null = null;

  constructor({ launch, runtimeDir, onState, limits = restartLimits, silence = silenceLimits, measuredStepMs }: Supervised) {
    this.#launch = launch;
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
    yield* heartbeat.follow(client.generate(request, signal));
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

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#kill();
    await this.#running;
  }

  #ready() {
    if (this.#state.state !== 'ready' || !this.#serving) throw unavailable(this.#state);
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
      this.#crashes.push(monotonicMs());
      const restart = restartAfter(this.#crashes, this.#limits);
      const broken = restart.broken || end.hopeless;
      if (broken) this.#publish({ state: 'failed', reason: end.reason, lastLog: end.lastLog });
      else this.#publish({ state: 'restarting', attempt: this.#crashes.length, reason: end.reason });
      await pause(broken ? this.#limits.openMs : restart.after, undefined, { signal: this.#stopping.signal }).catch(() => {});
    }
    rmSync(this.#socket, { force: true });
    this.#publish({ state: 'stopped' });
  }

  /** One life of the process. @returns why it ended; `hopeless` when the model itself cannot be served */
  async #runOnce(): Promise<{ reason: string; lastLog: string[]; hopeless: boolean }> {
    // What a killed process leaves behind would refuse the next one.
    rmSync(this.#socket, { force: true });
    const life = new AbortController();
    const child = this.#launch(this.#socket);
    this.#kill = () => child.kill();
    if (this.#stopping.signal.aborted) child.kill();
    const exited = child.exited.finally(() => life.abort());
    let endedFor: string | null = null;
    const onSilence = (silentMs: number) => {
      endedFor = `the engine made no progress for ${Math.round(silentMs / 1_000)} s and was ended`;
      log('engine').error({ silentMs }, 'no token and no finished step for too long: the engine is ended');
      child.kill();
    };
    const heartbeat = new Heartbeat({ ...this.#silence, tellsSteps: child.tellsSteps, onSilence });
    // A stream that breaks is the process going, or not worth keeping; only its own word says that another try is hopeless.
    const cannotServe = await this.#follow({ client: child.client, heartbeat }, life.signal).catch(() => null);
    child.kill();
    const reason = await exited;
    this.#kill = () => {};
    this.#serving = null;
    this.#properties = null;
    return { reason: cannotServe ?? endedFor ?? reason, lastLog: child.lastLog(), hopeless: cannotServe !== null };
  }

  /** Publishes what the process says of itself until it ends. @returns the reason where it says that it cannot serve */
  async #follow(serving: { client: EngineClient; heartbeat: Heartbeat }, signal: AbortSignal): Promise<string | null> {
    const { client } = serving;
    await this.#untilReachable(client, signal);
    for await (const line of client.states(signal)) {
      if (line.state === 'failed') return line.reason;
      if (line.state === 'loading') this.#publish(line);
      else {
        this.#properties = await client.properties();
        this.#serving = serving;
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

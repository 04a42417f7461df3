import { loadActorById, onRightsChanged } from '#server/identity/index.ts';
import { AppError, limits, log, monotonicMs, RecentMedian } from '#server/platform/index.ts';
import type { EventStore } from './event-store.ts';
import { charge, cost, join, type Shares, setOff } from './fair-share.ts';
import { readShares, storeShares } from './fair-share-store.ts';
import { lookUp } from './job.ts';
import {
  type ActiveJob,
  activate,
  cancelled,
  emitFinished,
  endWaitingJob,
  type PhaseResult,
  prepareJob,
  type RunPorts,
  runJob,
  shuttingDown,
} from './job-run.ts';
import { type JobRow, jobState, resumeAll, unfinishedJobs } from './job-store.ts';
import { averageJobCost, type Place, placesInLine, takeTurn } from './scheduler.ts';
import { openSlotWork, type ReadPrompt, type SlotProgress } from './slot-work.ts';
import { openTokenRate } from './token-rate.ts';
import { engineLeftMs, RUNS_KEPT, waitEstimateMs } from './wait-estimate.ts';

/** What the dispatcher knows of everybody at one moment. */
export type LineView = {
  slots: number;
  busy: number;
  waiting: number;
  /** `waitMs`: until a job that waits for a slot gets one, as far as that can be said. */
  jobs: readonly { jobId: string; userId: string; kind: string; place: Place | null; waitMs: number | null }[];
  tokensPerSecond: number;
};

/** A job in its slot. */
export type SlotUse = SlotProgress & { jobId: string; userId: string; kind: string };

/**
 * The loop that joins stored jobs, the fair scheduler and the engine's slots. Rows are the truth: each step reads the
 * unfinished ones, so that a job enqueued or cancelled by anybody is seen, and what only this process knows (phase, slot)
 * stands beside them.
 */
export class Dispatcher {
  readonly #ports: RunPorts;
  readonly #events: EventStore;
  readonly #active = new Map<string, ActiveJob>();
  readonly #tasks = new Set<Promise<void>>();
  readonly #listeners = new Set<() => void>();
  readonly #rate = openTokenRate();
  readonly #closers: (() => void)[] = [];
  /** Rows that this process leaves alone: ended or unreadable, until the next start. */
  readonly #left = new Set<string>();
  #wasRunning = new Set<string>();
  #shares: Shares = new Map();
  #lastRead: ReadPrompt | null = null;
  /** What jobs took in their slots of late. */
  readonly #runMs = new RecentMedian(RUNS_KEPT);
  #lastSlots: number | null = null;
  #order = 0;
  #pausedUntilMs = 0;
  #stopping = false;
  #step: Promise<void> | null = null;
  #again: Promise<void> | null = null;

  constructor(ports: Pick<RunPorts, 'engine' | 'events'>) {
    this.#events = ports.events;
    this.#ports = {
      ...ports,
      charge: (job, work) => {
        const { reserved, beyond } = setOff(job.reserved, cost(work));
        job.reserved = reserved;
        this.#shares = charge(this.#shares, job.userId, beyond);
        this.#rate.add(work.outputTokens);
      },
      told: (job, event) => {
        this.#lastRead = job.work.tell(event) ?? this.#lastRead;
      },
    };
  }

  /** Takes up what an earlier run left, then goes on until `stop`. */
  async start(): Promise<void> {
    this.#wasRunning = await resumeAll();
    this.#shares = await readShares();
    // A crash between the commit of a result and its last event: told now.
    for (const id of this.#events.unfinished()) emitFinished({ id, attempt: 0 }, this.#ports, await jobState(id));
    this.#closers.push(this.#ports.engine.subscribe(() => void this.changed()));
    this.#closers.push(onRightsChanged((userId) => void this.#checkActor(userId)));
    const everySecond = setInterval(() => void this.changed(), 1_000);
    this.#closers.push(() => clearInterval(everySecond));
    await this.changed();
  }

  /** Ends the loop. Running jobs stay what they are in the database, and the next start resumes them. */
  async stop(): Promise<void> {
    this.#stopping = true;
    for (const close of this.#closers.splice(0)) close();
    for (const job of this.#active.values()) job.controller.abort(shuttingDown);
    await Promise.allSettled([...this.#tasks, this.#step, this.#again]);
    await storeShares(this.#shares, [...this.#shares.keys()]);
  }

  /**
   * Looks at the rows again. Whoever enqueued or cancelled calls it after the act; the loop's own clock would see it within a second.
   *
   * @returns when a step has run that began after the call
   */
  changed(): Promise<void> {
    if (this.#stopping) return Promise.resolve();
    this.#again ??= (this.#step ?? Promise.resolve()).then(() => {
      this.#again = null;
      this.#step = this.#takeStep().catch((error: unknown) => log('scheduling').error({ err: error }, 'a step of the dispatcher failed'));
      return this.#step;
    });
    return this.#again;
  }

  view(): LineView {
    const places = this.#places();
    const slots = this.#slots();
    const busy = slots.filter((jobId) => jobId !== null).length;
    const jobs = [...this.#active.values()].map((job) => {
      const place = places.get(job.id) ?? null;
      return { jobId: job.id, userId: job.userId, kind: job.kind.name, place, waitMs: place && this.#waitMs(place, busy) };
    });
    return { slots: slots.length, busy, waiting: places.size, jobs, tokensPerSecond: this.#rate.read() };
  }

  #waitMs({ ahead }: Place, busy: number): number | null {
    const engine = this.#ports.engine.state();
    if (engine.state === 'ready') this.#lastSlots = engine.slots;
    return waitEstimateMs({ ahead, slots: this.#lastSlots, busy, jobMs: this.#runMs.read(), engineLeftMs: engineLeftMs(engine) });
  }

  /** Each slot with the job in it, and the prompt that was read last. */
  slotView(): { slots: readonly (SlotUse | null)[]; lastRead: ReadPrompt | null } {
    const slots = this.#slots().map((jobId) => {
      const job = jobId === null ? undefined : this.#active.get(jobId);
      return job ? { jobId: job.id, userId: job.userId, kind: job.kind.name, ...job.work.progress() } : null;
    });
    return { slots, lastRead: this.#lastRead };
  }

  /** Calls `fn` after each step. @returns ends it */
  listen(fn: () => void): () => void {
    this.#listeners.add(fn);
    return () => void this.#listeners.delete(fn);
  }

  async #takeStep(): Promise<void> {
    if (this.#stopping) return;
    for (const row of await unfinishedJobs()) {
      if (this.#left.has(row.id)) continue;
      const job = this.#active.get(row.id) ?? this.#take(row);
      if (job && row.cancelled && !job.controller.signal.aborted) job.controller.abort(cancelled);
    }
    this.#endAborted();
    this.#admit();
    this.#tellPlaces();
    for (const listener of this.#listeners) listener();
  }

  #take(row: JobRow): ActiveJob | null {
    if (row.state !== 'waiting') return null;
    const job = activate(row, lookUp(row.kind), { order: ++this.#order, wasRunning: this.#wasRunning.delete(row.id) });
    if (!job) {
      log('scheduling').error({ jobId: row.id, kind: row.kind }, 'a job of an unknown kind is left alone');
      this.#left.add(row.id);
      return null;
    }
    this.#shares = join(this.#shares, job.userId, new Set([...this.#active.values()].map((other) => other.userId)));
    this.#active.set(job.id, job);
    if (!row.cancelled) this.#task(job, prepareJob(job, this.#ports));
    else job.phase = 'ready';
    return job;
  }

  /** Jobs that are running or being prepared notice their signal themselves; those in line are ended here. */
  #endAborted(): void {
    for (const job of this.#active.values()) {
      if (job.phase !== 'ready' || !job.controller.signal.aborted) continue;
      job.phase = 'ending';
      this.#task(job, endWaitingJob(job, this.#ports));
    }
  }

  #admit(): void {
    const engine = this.#ports.engine.state().state;
    const noEngine = engine === 'none' || engine === 'failed';
    for (const job of this.#ready()) {
      if (noEngine || !job.kind.needsSlot(job.payload)) this.#run(job, null);
    }
    if (monotonicMs() < this.#pausedUntilMs) return;
    for (let turn = takeTurn(this.#line()); turn; turn = takeTurn(this.#line())) {
      const job = this.#active.get(turn.jobId);
      if (job) this.#run(job, turn.slot);
    }
  }

  #run(job: ActiveJob, slot: number | null): void {
    job.phase = 'running';
    job.slot = slot;
    job.work = openSlotWork();
    job.toldPlace = null;
    job.reserved = slot === null ? 0 : averageJobCost;
    this.#shares = charge(this.#shares, job.userId, job.reserved);
    const startedMs = monotonicMs();
    const running = runJob(job, this.#ports).finally(() => {
      // What was given up says nothing of how long a question takes.
      if (slot !== null && !job.controller.signal.aborted) this.#runMs.add(monotonicMs() - startedMs);
    });
    this.#task(job, running);
  }

  #task(job: ActiveJob, phase: Promise<PhaseResult>): void {
    const task = phase
      .then((result) => this.#afterPhase(job, result))
      .catch((error: unknown) => log('scheduling').error({ jobId: job.id, err: error }, 'a job was left'))
      .finally(() => {
        this.#tasks.delete(task);
        void this.changed();
      });
    this.#tasks.add(task);
  }

  async #afterPhase(job: ActiveJob, result: PhaseResult): Promise<void> {
    const ran = job.phase !== 'preparing';
    job.slot = null;
    this.#shares = charge(this.#shares, job.userId, -job.reserved);
    job.reserved = 0;
    if (result === 'ready') {
      if (ran) await this.#interrupted(job);
      job.phase = 'ready';
      return;
    }
    this.#active.delete(job.id);
    if (result === 'left') this.#left.add(job.id);
    if (ran) await storeShares(this.#shares, [job.userId]);
  }

  /** The engine died under a job, or its start was lost to a cancellation. */
  async #interrupted(job: ActiveJob): Promise<void> {
    const row = await jobState(job.id);
    if (!row || row.attempt === job.attempt) return;
    job.attempt = row.attempt;
    job.interruption = 'engine';
    // The supervisor may notice a moment later than we do: nobody goes straight into the same dead engine.
    this.#pausedUntilMs = monotonicMs() + limits.jobPauseMs;
    setTimeout(() => void this.changed(), limits.jobPauseMs);
  }

  #tellPlaces(): void {
    for (const [jobId, place] of this.#places()) {
      const job = this.#active.get(jobId);
      if (!job || job.toldPlace === place.place) continue;
      job.toldPlace = place.place;
      this.#events.append(jobId, job.attempt, { type: 'place', ...place });
    }
  }

  #ready(): ActiveJob[] {
    return [...this.#active.values()].filter((job) => job.phase === 'ready' && !job.controller.signal.aborted);
  }

  #slots(): (string | null)[] {
    const state = this.#ports.engine.state();
    const slots: (string | null)[] = new Array(state.state === 'ready' ? state.slots : 0).fill(null);
    for (const job of this.#active.values()) if (job.slot !== null && job.slot < slots.length) slots[job.slot] = job.id;
    return slots;
  }

  #line() {
    const waiting = this.#ready().filter((job) => job.kind.needsSlot(job.payload));
    return { waiting: waiting.map(inLine), slots: this.#slots(), shares: this.#shares };
  }

  /** Those who wait for a slot, also while they are being prepared. */
  #places(): Map<string, Place> {
    const waiting = [...this.#active.values()].filter(
      (job) => (job.phase === 'ready' || job.phase === 'preparing') && job.kind.needsSlot(job.payload),
    );
    return placesInLine({ waiting: waiting.map(inLine), shares: this.#shares }, averageJobCost);
  }

  /** Rights changed: jobs end where their person may not act any more. The handler decides the rest, at admission and at the end. */
  async #checkActor(userId: string): Promise<void> {
    const theirs = [...this.#active.values()].filter((job) => job.owner.kind === 'person' && job.owner.id === userId);
    if (theirs.length === 0 || (await loadActorById(userId))) return;
    for (const job of theirs) job.controller.abort(new AppError('job.notAllowed', {}));
    await this.changed();
  }
}

function inLine(job: ActiveJob) {
  return { jobId: job.id, userId: job.userId, order: job.order, resumed: job.interruption !== null };
}

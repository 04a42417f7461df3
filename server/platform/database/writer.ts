import { AsyncLocalStorage } from 'node:async_hooks';
import { performance } from 'node:perf_hooks';
import type { Prisma, PrismaClient } from './generated/client.ts';

/** A transaction as everybody sees it: no way to open another inside. */
export type Tx = Omit<Prisma.TransactionClient, '$transaction'>;

/** What a group of writes carries through its one COMMIT. audit/ gives the tree; platform/ knows only this shape. */
export type GroupState<S> = {
  open(tx: Tx): Promise<S>;
  /** Called once before COMMIT, also when nothing changed (`before === after`). */
  close(tx: Tx, before: S, after: S): Promise<void>;
  committed(after: S): void;
};

export type Write<S> = <T>(fn: (tx: Tx, state: S) => Promise<{ result: T; state: S }>) => Promise<T>;

type Waiting<S> = {
  run(tx: Prisma.TransactionClient, state: S): Promise<{ settle(): void; state: S }>;
  fail(error: unknown): void;
};

/** Set while fn of a write runs. An object, closed when fn ends: what fn leaves running must not count as inside. */
const inside = new AsyncLocalStorage<{ open: boolean }>();

/**
 * Serialises every write to the app database into group commits at `synchronous=FULL`.
 *
 * Each caller runs in a SAVEPOINT, so that only its own work is undone when it fails; nobody hears "done" before the group's
 * COMMIT. A group takes whoever waits, up to the limits, and never waits for company. A write awaits nothing but its
 * transaction. `write` inside `write` throws at once: it would wait for itself.
 */
export function openWriter<S>(client: PrismaClient, group: GroupState<S>, limits: { callers: number; groupMs: number }): Write<S> {
  const waiting: Waiting<S>[] = [];
  let running = false;

  async function commitGroup(): Promise<void> {
    const taken: Waiting<S>[] = [];
    const settles: (() => void)[] = [];
    try {
      const carried: S[] = [];
      await client.$transaction(async (tx) => {
        const before = await group.open(tx);
        let state: S = before;
        const until = performance.now() + limits.groupMs;
        while (taken.length < limits.callers && performance.now() < until) {
          const next = waiting.shift();
          if (!next) break;
          taken.push(next);
          const done = await next.run(tx, state);
          state = done.state;
          settles.push(done.settle);
        }
        await group.close(tx, before, state);
        carried.push(state);
      });
      for (const after of carried) group.committed(after);
      for (const settle of settles) settle();
    } catch (error) {
      // The adapter leaves a transaction open when its COMMIT fails (prisma issue 29933): later writes would be lost in it.
      await client.$executeRawUnsafe('ROLLBACK').catch(() => 'no transaction was left open');
      // The commit was lost, and with it everybody's work. Where not even BEGIN came through, the next in line hears it.
      if (taken.length === 0) taken.push(...waiting.splice(0, 1));
      for (const caller of taken) caller.fail(error);
    }
  }

  async function drain(): Promise<void> {
    running = true;
    while (waiting.length > 0) await commitGroup();
    running = false;
  }

  return function write<T>(fn: (tx: Tx, state: S) => Promise<{ result: T; state: S }>): Promise<T> {
    if (inside.getStore()?.open) throw new Error('write inside write');
    // Else fn would carry the request of whoever woke the loop.
    const asCaller = AsyncLocalStorage.snapshot();
    return new Promise<T>((resolve, reject) => {
      waiting.push({
        fail: reject,
        run: (tx, state) => asCaller(() => inCallersSavepoint(tx, state, fn, resolve, reject)),
      });
      if (!running) void drain();
    });
  };
}

function inCallersSavepoint<S, T>(
  tx: Prisma.TransactionClient,
  state: S,
  fn: (tx: Tx, state: S) => Promise<{ result: T; state: S }>,
  resolve: (result: T) => void,
  reject: (error: unknown) => void,
): Promise<{ settle(): void; state: S }> {
  const mark = { open: true };
  return inside.run(mark, async () => {
    try {
      const done = await tx.$transaction((inner) => fn(inner, state));
      return { settle: () => resolve(done.result), state: done.state };
    } catch (error) {
      return { settle: () => reject(error), state };
    } finally {
      mark.open = false;
    }
  });
}

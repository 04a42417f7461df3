import words from '#app/messages/en.json' with { type: 'json' };
import type { EngineState } from '#server/engine/index.ts';
import type { Actor, AppError, ErrorCode, ErrorParams } from '#server/platform/index.ts';

type Told = Pick<AppError, 'code' | 'params'>;

/** Who runs the box may see where things lie on it. */
export function maySeePaths(actor: Actor): boolean {
  return actor.kind === 'console' || (actor.kind === 'person' && actor.role === 'admin');
}

/** An error for whoever may not know where things lie on the box: the same code and words, with no path in them. */
export function withoutPaths({ code, params }: Told): Told {
  const shown = Object.entries(params).map(([name, value]) => [name, typeof value === 'string' ? pathless(value) : value]);
  return { code, params: Object.fromEntries(shown) as ErrorParams[ErrorCode] };
}

/** The engine's state as an actor may see it: its log and the paths in its reasons are for who runs the box. */
export function engineFor(actor: Actor, engine: EngineState): EngineState {
  if (maySeePaths(actor)) return engine;
  switch (engine.state) {
    case 'none':
      return { ...engine, why: withoutPaths(engine.why) };
    case 'restarting':
      return { ...engine, reason: pathless(engine.reason) };
    case 'failed':
      return { ...engine, reason: pathless(engine.reason), lastLog: [] };
    default:
      return engine;
  }
}

// The whole text goes: where a path ends inside a sentence cannot be told, for it may hold spaces.
function pathless(text: string): string {
  return text.includes('/') ? words.health.hiddenPath : text;
}

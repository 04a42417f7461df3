import { type HostServer, openHostServer } from '#server/engine/host/host-server.ts';
import type { Engine, EngineState } from '#server/engine/index.ts';
import { ProtocolClient } from '#server/engine/protocol-client.ts';
import { Refused } from '#server/engine/refused.ts';
import type { RestartLimits } from '#server/engine/restart-policy.ts';
import type { SilenceLimits } from '#server/engine/silence.ts';
import { Supervisor } from '#server/engine/supervisor.ts';
import { ScriptedSlot, scriptedProperties, scriptedTokenize, TokenGate } from './scripted-model.ts';

export type ScriptedOptions = {
  /** Short folder for the socket. */
  runtimeDir: string;
  /**
   * The whole answer to a prompt, as the text up to and with the last "<|im_start|>assistant\n" of it. What stands after that in
   * the prompt counts as answered already, so that a resumed answer goes on where it stopped.
   */
  answer?: (prompt: string) => string;
  /** What is chosen where a grammar asks for something, as the whole of what it asks for. Absent: the engine knows no grammar. */
  source?: (prompt: string) => string;
  slots?: number;
  /** Tokens of a slot; a token is one UTF-16 unit of text. */
  context?: number;
  /** Leaves it loading until `finishLoading`. */
  loading?: boolean;
  onState?: (state: EngineState) => void;
  limits?: RestartLimits;
  silence?: SilenceLimits;
};

export type ScriptedEngine = AsyncDisposable & {
  engine: Engine;
  /** Every request so far: the text of its prompt, its slot, its grammar. */
  asked: { prompt: string; slot: number; grammar?: string }[];
  /** Lets `tokens` further tokens out, over all answers, and then holds; from the start everything flows. */
  hold(tokens?: number): void;
  /** Lets everything flow. */
  release(): void;
  /** Tokens that have left so far. */
  written(): number;
  /** Breaks every connection, as kill -9 does; the supervisor restarts it. */
  crash(): void;
  say(progress: number): void;
  finishLoading(): void;
};

/**
 * An engine whose words are a test's: the real supervisor, client and protocol server over a unix socket, with a script in the
 * place of a model. Its template is ChatML; ids are UTF-16 units, so that prompts can be read back.
 */
export async function scriptedEngine(options: ScriptedOptions): Promise<ScriptedEngine> {
  const { runtimeDir, answer = () => 'Yes.', source, slots = 2, context = 65_536, onState, limits, silence } = options;
  const asked: ScriptedEngine['asked'] = [];
  const gate = new TokenGate();
  let loading = options.loading ?? false;
  let server: HostServer | null = null;
  let die: (reason: string) => void = () => {};

  const serve = () =>
    server?.serve({
      properties: scriptedProperties(slots, context, source !== undefined),
      tokenize: scriptedTokenize,
      embed: async () => {
        throw new Refused({ code: 'refused', reason: 'the scripted engine does not embed' });
      },
      slots: Array.from({ length: slots }, (_, number) => new ScriptedSlot({ number, context, answer, source, gate, asked })),
    });
  const supervisor = new Supervisor({
    runtimeDir,
    ...(onState && { onState }),
    ...(limits && { limits }),
    ...(silence && { silence }),
    launch(socket) {
      const { promise: exited, resolve } = Promise.withResolvers<string>();
      die = (reason) => {
        server?.close();
        server = null;
        resolve(reason);
      };
      openHostServer(socket).then((opened) => {
        server = opened;
        if (!loading) serve();
      });
      return {
        ...{ client: new ProtocolClient(socket), pid: null, exited, lastLog: () => ['scripted'], tellsSteps: true },
        kill: () => die('the engine process was ended by SIGKILL'),
      };
    },
  });
  if (!loading) await untilReady(supervisor);
  return {
    engine: supervisor,
    asked,
    hold: (tokens = 0) => gate.hold(tokens),
    release: () => gate.release(),
    written: () => gate.passed,
    crash: () => die('the engine process was ended by SIGKILL'),
    say: (progress) => server?.say({ state: 'loading', progress }),
    finishLoading() {
      loading = false;
      serve();
    },
    [Symbol.asyncDispose]: () => supervisor.stop(),
  };
}

/** Waits until an engine can answer. @throws Error when it has failed */
export function untilReady(engine: Engine): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = (state: EngineState) => {
      if (state.state === 'ready') resolve();
      else if (state.state === 'failed') reject(new Error(`${state.reason}\n${state.lastLog.join('\n')}`));
      else return;
      unsubscribe();
    };
    const unsubscribe = engine.subscribe(look);
    look(engine.state());
  });
}

import type { EngineClient } from './engine-client.ts';

/** A running engine process, as a driver starts it. */
export type EngineProcess = {
  /** null where there is no process of ours. */
  pid: number | null;
  /** Speaks to it, from before it listens. */
  client: EngineClient;
  /** Resolves with the reason, in words, once the process is gone. */
  exited: Promise<string>;
  /** Its last lines of log, oldest first. */
  lastLog(): string[];
  /** Whether each finished step of reading a prompt is told; else a long prompt is minutes of silence. */
  tellsSteps: boolean;
  /** Ends it at once. */
  kill(): void;
};

/** How a process that listens on `socket` comes to be. */
export type LaunchEngine = (socket: string) => EngineProcess;

/** A running engine process, as a driver starts it. */
export type EngineProcess = {
  /** Resolves with the reason, in words, once the process is gone. */
  exited: Promise<string>;
  /** Its last lines of log, oldest first. */
  lastLog(): string[];
  /** Ends it at once. */
  kill(): void;
};

/** How a process that speaks the engine protocol on `socket` comes to be. */
export type LaunchEngine = (socket: string) => EngineProcess;

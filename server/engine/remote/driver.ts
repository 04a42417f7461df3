import type { LaunchEngine } from '../engine-process.ts';
import { restartLimits } from '../restart-policy.ts';
import { RemoteClient } from './client.ts';
import type { RemoteAddress } from './cluster.ts';

/** Nobody here can mend a cluster: it is asked again and again, at most twice a minute, and never given up. */
export const remoteLimits = { ...restartLimits, crashes: Number.POSITIVE_INFINITY, firstPauseMs: 1_000 };

/** A cluster on the internal network: no process of ours, only a connection that may break. */
export function remoteDriver(of: RemoteAddress): LaunchEngine {
  return () => {
    const { promise: exited, resolve } = Promise.withResolvers<string>();
    return {
      client: new RemoteClient(of, exited),
      pid: null,
      exited,
      lastLog: () => [],
      tellsSteps: false,
      kill: () => resolve(`the cluster at ${new URL(of.url).host} does not answer`),
    };
  };
}

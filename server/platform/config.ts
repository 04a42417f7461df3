import { resolve } from 'node:path';
import { z } from 'zod';
import { AppError } from './errors.ts';

const port = z.coerce.number().int().min(0).max(65_535);

const environment = z.object({
  CLOISTER_DATA: z.string().min(1).default('data'),
  CLOISTER_PORT: port.default(3000),
  CLOISTER_LISTEN: z
    .string()
    .regex(/^(\[[0-9a-fA-F:]+\]|[^:[\]]+):\d+$/, 'is not HOST:PORT')
    .optional(),
  CLOISTER_NAMES: z.string().default(''),
  CLOISTER_TLS_CERT: z.string().optional(),
  CLOISTER_TLS_KEY: z.string().optional(),
  CLOISTER_MODEL: z.string().optional(),
  CLOISTER_ENGINE_URL: z.url({ protocol: /^https?$/, error: 'is not an address such as https://cluster.example:8000' }).optional(),
  CLOISTER_ENGINE_MODEL: z.string().min(1).optional(),
  CLOISTER_ENGINE_KEY_FILE: z.string().optional(),
  CLOISTER_ENGINE_CA: z.string().optional(),
  CLOISTER_ENGINE_TEMPLATE: z.string().optional(),
  CLOISTER_ENGINE_SLOTS: z.coerce.number().int().min(1).max(1_024).default(8),
  CLOISTER_RUNTIME: z.string().optional(),
  CLOISTER_DEV: z.enum(['', '0', '1']).default(''),
  CLOISTER_LOG: z.enum(['stdout', 'file']).default('file'),
  CLOISTER_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
});

/** What the environment decides, parsed once at an entry point. */
export type Config = {
  dataDir: string;
  /** Folder of the sockets. Where its path is too long for one, a link stands there: see runtime-folder.ts. */
  runtimeDir: string;
  /** Port of the plain door, on loopback only. 0 lets the system choose. */
  port: number;
  /** Address of the TLS door; absent in a checkout. */
  listen?: { host: string; port: number };
  /** Names that a Host header may carry beside loopback's. */
  names: readonly string[];
  /** The site's certificate; absent: one of the box's own CA. */
  tls?: { certificateFile: string; keyFile: string };
  /** A model file named by the person; absent: the one in the data folder. */
  modelFile?: string;
  /** A cluster that writes in the place of an engine of this box; its files hold the key, the site's CA and a chat template. */
  cluster?: { url: string; model: string; keyFile?: string; caFile?: string; templateFile?: string; slots: number };
  /** Next's development mode: pages are compiled as they change, and their Content-Security-Policy is looser. Loopback only. */
  isDevelopment: boolean;
  log: 'stdout' | 'file';
  logLevel: string;
};

/**
 * Parses the environment.
 *
 * @throws AppError `appliance.configInvalid` naming the variable
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const parsed = environment.safeParse(env);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new AppError('appliance.configInvalid', {
      name: String(issue?.path[0] ?? 'environment'),
      reason: issue?.message ?? 'is invalid',
    });
  }
  const e = parsed.data;
  if (Boolean(e.CLOISTER_TLS_CERT) !== Boolean(e.CLOISTER_TLS_KEY)) {
    throw new AppError('appliance.configInvalid', { name: 'CLOISTER_TLS_KEY', reason: 'goes with CLOISTER_TLS_CERT' });
  }
  if (e.CLOISTER_DEV === '1' && e.CLOISTER_LISTEN) {
    throw new AppError('appliance.configInvalid', {
      name: 'CLOISTER_LISTEN',
      reason: 'does not go with development mode, which is for loopback alone',
    });
  }
  if (e.CLOISTER_ENGINE_URL && !e.CLOISTER_ENGINE_MODEL) {
    throw new AppError('appliance.configInvalid', { name: 'CLOISTER_ENGINE_MODEL', reason: 'goes with CLOISTER_ENGINE_URL' });
  }
  const dataDir = resolve(e.CLOISTER_DATA);
  const listen = e.CLOISTER_LISTEN && hostAndPort(e.CLOISTER_LISTEN);
  return {
    dataDir,
    runtimeDir: e.CLOISTER_RUNTIME ? resolve(e.CLOISTER_RUNTIME) : `${dataDir}/run`,
    port: e.CLOISTER_PORT,
    ...(listen && { listen }),
    names: e.CLOISTER_NAMES.split(',')
      .map((name) => name.trim().toLowerCase())
      .filter(Boolean),
    ...(e.CLOISTER_TLS_CERT && e.CLOISTER_TLS_KEY && { tls: { certificateFile: e.CLOISTER_TLS_CERT, keyFile: e.CLOISTER_TLS_KEY } }),
    ...(e.CLOISTER_MODEL && { modelFile: resolve(e.CLOISTER_MODEL) }),
    ...(e.CLOISTER_ENGINE_URL && { cluster: clusterOf(e, e.CLOISTER_ENGINE_URL) }),
    isDevelopment: e.CLOISTER_DEV === '1',
    log: e.CLOISTER_LOG,
    logLevel: e.CLOISTER_LOG_LEVEL,
  };
}

function clusterOf(e: z.infer<typeof environment>, url: string): NonNullable<Config['cluster']> {
  return {
    url,
    model: e.CLOISTER_ENGINE_MODEL ?? '',
    slots: e.CLOISTER_ENGINE_SLOTS,
    ...(e.CLOISTER_ENGINE_KEY_FILE && { keyFile: resolve(e.CLOISTER_ENGINE_KEY_FILE) }),
    ...(e.CLOISTER_ENGINE_CA && { caFile: resolve(e.CLOISTER_ENGINE_CA) }),
    ...(e.CLOISTER_ENGINE_TEMPLATE && { templateFile: resolve(e.CLOISTER_ENGINE_TEMPLATE) }),
  };
}

function hostAndPort(text: string): { host: string; port: number } {
  const at = text.lastIndexOf(':');
  return { host: text.slice(0, at).replace(/^\[|\]$/g, ''), port: port.parse(text.slice(at + 1)) };
}

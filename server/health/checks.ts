import { wordsOf } from '#app/messages/error-words.ts';
import type { EngineState } from '#server/engine/index.ts';
import { SOCKET_PATH_BYTES } from '#server/platform/index.ts';

export type CheckState = 'ok' | 'look' | 'fail';

export type CheckName =
  | 'disk'
  | 'glibc'
  | 'node'
  | 'git'
  | 'keys'
  | 'clock'
  | 'certificate'
  | 'engine'
  | 'model'
  | 'placement'
  | 'sockets'
  | 'audit';

/**
 * What was looked at and how it stands. Words are in app/messages: `doctor.NAME.CASE` says what was found, and
 * `doctor.NAME.CASERemedy` what to do, where the state is not ok.
 */
export type Check = { name: CheckName; state: CheckState; case: string; params: Record<string, string | number> };

const GIB = 2 ** 30;
const dayMs = 24 * 60 * 60_000;

/** Below these an import or a backup soon finds no room. */
const DISK_LOOK_BYTES = 5 * GIB;
const DISK_FAIL_BYTES = GIB / 2;
const CERTIFICATE_LOOK_MS = 30 * dayMs;

export function checkDisk(folder: string, freeBytes: number): Check {
  const state = freeBytes < DISK_FAIL_BYTES ? 'fail' : freeBytes < DISK_LOOK_BYTES ? 'look' : 'ok';
  return { name: 'disk', state, case: state === 'ok' ? 'room' : 'tight', params: { folder, freeBytes } };
}

export function checkGlibc(found: string): Check {
  const [major = 0, minor = 0] = found.split('.').map(Number);
  const isEnough = major > 2 || (major === 2 && minor >= 34);
  return { name: 'glibc', state: isEnough ? 'ok' : 'fail', case: isEnough ? 'enough' : 'old', params: { found: found || 'none' } };
}

export function checkNode(found: string, pinned: string): Check {
  const isPinned = found === pinned;
  return { name: 'node', state: isPinned ? 'ok' : 'look', case: isPinned ? 'pinned' : 'other', params: { found, pinned } };
}

/** @param version "" where git cannot be run */
export function checkGit(version: string): Check {
  if (!version) return { name: 'git', state: 'fail', case: 'missing', params: {} };
  return { name: 'git', state: 'ok', case: 'found', params: { version } };
}

/** @param openFiles names below keys/ that others than the service user may read */
export function checkKeys(openFiles: readonly string[], files: number): Check {
  if (openFiles.length > 0) return { name: 'keys', state: 'fail', case: 'open', params: { files: openFiles.join(', ') } };
  return { name: 'keys', state: 'ok', case: 'closed', params: { files } };
}

/** A clock that stands before the newest record, or before this release was made, cannot be right. */
export function checkClock(now: Date, newestRecord: Date | null, releaseBuilt: Date | null): Check {
  const params = { time: now.toISOString() };
  const isBehind = (other: Date | null) => other !== null && other.getTime() > now.getTime() + 1_000;
  if (isBehind(newestRecord)) {
    return { name: 'clock', state: 'fail', case: 'beforeRecord', params: { ...params, record: newestRecord?.toISOString() ?? '' } };
  }
  if (isBehind(releaseBuilt)) {
    return { name: 'clock', state: 'fail', case: 'beforeRelease', params: { ...params, release: releaseBuilt?.toISOString() ?? '' } };
  }
  return { name: 'clock', state: 'ok', case: 'plausible', params };
}

/** @param validUntil null without a TLS door */
export function checkCertificate(now: Date, validUntil: Date | null): Check {
  if (!validUntil) return { name: 'certificate', state: 'ok', case: 'none', params: {} };
  const leftMs = validUntil.getTime() - now.getTime();
  const params = { until: validUntil.toISOString().slice(0, 10), days: Math.floor(leftMs / dayMs) };
  if (leftMs <= 0) return { name: 'certificate', state: 'fail', case: 'expired', params };
  return {
    name: 'certificate',
    state: leftMs < CERTIFICATE_LOOK_MS ? 'look' : 'ok',
    case: leftMs < CERTIFICATE_LOOK_MS ? 'soon' : 'valid',
    params,
  };
}

export function checkEngine(engine: EngineState): Check {
  switch (engine.state) {
    case 'ready':
      return { name: 'engine', state: 'ok', case: 'ready', params: { slots: engine.slots, context: engine.context } };
    case 'checking':
      return { name: 'engine', state: 'look', case: 'checking', params: { percent: Math.floor(engine.progress * 100) } };
    case 'starting':
    case 'loading':
      return {
        name: 'engine',
        state: 'look',
        case: 'loading',
        params: { percent: engine.state === 'loading' ? Math.round(engine.progress * 100) : 0 },
      };
    case 'restarting':
      return { name: 'engine', state: 'look', case: 'restarting', params: { reason: engine.reason, attempt: engine.attempt } };
    case 'none':
      return { name: 'engine', state: 'fail', case: 'none', params: wordsOf(engine.why) };
    case 'failed':
      return { name: 'engine', state: 'fail', case: 'failed', params: { reason: engine.reason } };
    case 'stopped':
      return { name: 'engine', state: 'fail', case: 'failed', params: { reason: 'stopped' } };
  }
}

/** @param found its digest as read now, or why it could not be read */
export function checkModel(file: string, registered: string, found: string): Check {
  const isSame = found === registered;
  return { name: 'model', state: isSame ? 'ok' : 'fail', case: isSame ? 'same' : 'changed', params: { file, registered, found } };
}

/** A GPU that stands by while the processor computes is said loudly. */
export function checkPlacement(gpus: readonly string[], gpuLayers: number): Check {
  if (gpus.length > 0 && gpuLayers === 0) return { name: 'placement', state: 'look', case: 'gpuIdle', params: { gpus: gpus.join(', ') } };
  if (gpuLayers === 0) return { name: 'placement', state: 'ok', case: 'cpu', params: {} };
  return { name: 'placement', state: 'ok', case: 'gpu', params: { layers: gpuLayers, gpus: gpus.join(', ') } };
}

/** @param mode permission bits; null where there is no such socket */
export function checkSockets(socket: string, mode: number | null): Check {
  if (Buffer.byteLength(socket) > SOCKET_PATH_BYTES) return { name: 'sockets', state: 'fail', case: 'long', params: { socket } };
  if (mode === null) return { name: 'sockets', state: 'fail', case: 'missing', params: { socket } };
  if ((mode & 0o077) !== 0) return { name: 'sockets', state: 'fail', case: 'open', params: { socket, mode: (mode & 0o777).toString(8) } };
  return { name: 'sockets', state: 'ok', case: 'closed', params: { socket } };
}

/** @param damage how the log parts from what was signed; null where it does not */
export function checkAudit(records: number, signed: number | null, damage: { index: number; reason: string } | null = null): Check {
  if (damage) return { name: 'audit', state: 'fail', case: 'damaged', params: damage };
  if (signed === null) return { name: 'audit', state: 'fail', case: 'unsigned', params: { records } };
  // A record of the last second may wait for its checkpoint.
  return { name: 'audit', state: 'ok', case: 'signed', params: { records, signed } };
}

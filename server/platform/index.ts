export { type Actor, actorId, type ConsoleActor, type Person, type Role, type Stranger, type SystemActor } from './actor.ts';
export type { Authorized, Target, TargetKind } from './authorized.ts';
export { monotonicMs, now } from './clock.ts';
export { type Config, loadConfig } from './config.ts';
export { type DataFolder, dataFolder, makeDataFolder } from './data-folder.ts';
export { lockDataFolder } from './data-lock.ts';
export {
  closeDatabase,
  db,
  openDatabase,
  openReadConnection,
  openReadOnly,
  type ReadClient,
  type ReadConnection,
  type Tx,
  withDiskFull,
} from './database/database.ts';
export type { GroupState } from './database/writer.ts';
export { diskSpace } from './disk-space.ts';
export { AppError, type ErrorCode, type ErrorParams, hasCode } from './errors.ts';
export { newId, newSecret } from './ids.ts';
export { limits } from './limits.ts';
export { type Log, log, openLog } from './log.ts';
export { RecentMedian } from './recent-median.ts';
export { findRuntimeFolder, makeRuntimeFolder, SOCKET_PATH_BYTES } from './runtime-folder.ts';

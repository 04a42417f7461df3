export { type BegunBackup, beginBackup, type EndedBackup, endBackup } from './begin-backup.ts';
export { type BackupFile, type BackupHead, listBackup } from './contents.ts';
export type { ReadBackup } from './read-backup.ts';
export { type RestoreRequest, restoreBackup } from './restore.ts';
export { finishRestore } from './swap.ts';
export { expectNoFile, writeBackup } from './write-backup.ts';

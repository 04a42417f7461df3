export { addRepository, type GivenSource, removeRepository, type Started, updateRepository } from './change-repositories.ts';
export { spawnBound } from './child-process.ts';
export { type Coverage, type SkipReason, skipReasons } from './coverage.ts';
export { openObjects } from './git-objects.ts';
export { commitHistory } from './history.ts';
export { type ImportProgress, importProgress, watchImport } from './import-progress.ts';
export type { ImportStage, IndexRequest, IndexResult, StageProgress, WriteIndex } from './index-port.ts';
export { type Indexer, startIndexer } from './indexer.ts';
export { makeGitBundle } from './make-git-bundle.ts';
export type { Commit } from './mirror.ts';
export { blobId, branches, findFile, listTree, openFile, readLines, type SourceFile, type SourceLines } from './reading.ts';
export {
  currentRevision,
  getRepository,
  indexOf,
  listRepositories,
  type RepositoryDetail,
  type RepositoryView,
  repositoryTargets,
} from './repository-views.ts';
export { cancelImport } from './run-imports.ts';
export { serveIndexer } from './serve-indexer.ts';
export { startRepositories, stopRepositories } from './start.ts';
export { decodeText, splitLines } from './text.ts';
export { listFiles, type TreeEntry, type TreeFile } from './tree.ts';
export { receiveUpload, type Upload } from './upload.ts';
export { processors, yieldingCommand } from './yielding.ts';

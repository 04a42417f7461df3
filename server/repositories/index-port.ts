import type { Coverage } from './coverage.ts';

/** What an indexer is asked: retrieval/ implements it, the indexer process joins the two. */
export type IndexRequest = {
  mirrorDir: string;
  indexFile: string;
  commit: string;
  /** Commits that answers may still search in; every other revision leaves the index. */
  keepCommits: readonly string[];
};

export type ImportStage = 'fetching' | 'parsing' | 'writing' | 'switching';
export type StageProgress = (stage: ImportStage, done: number, total: number) => void;

export type IndexResult = {
  files: number;
  filesIndexed: number;
  filesSkipped: number;
  filesFailed: number;
  sourceBytes: number;
  indexBytes: number;
  coverage: Coverage;
};

export type WriteIndex = (request: IndexRequest, onProgress: StageProgress, signal?: AbortSignal) => Promise<IndexResult>;

/** A chunk that the words of a question were found in. */
export type ChunkEvidence = { chunkId: number; startLine: number; endLine: number; symbol: string | null; score: number };

/** What an index says about one file and one question; raw figures, to be weighed against all other files of the scope. */
export type FileEvidence = {
  /** Which revision of the scope, and which document of its index. */
  part: number;
  documentId: number;
  path: string;
  blobId: string;
  isTest: boolean;
  /** Written for people: a manual, a read-me. */
  isProse: boolean;
  /** The file's best chunks, best first. */
  chunks: ChunkEvidence[];
  pathScore: number;
  commitScore: number;
  identifierScore: number;
  fileNameScore: number;
};

/** A ranked span of a file; `score` is at most 1 for the best. */
export type RankedPassage = Omit<FileEvidence, 'isProse' | 'chunks' | 'pathScore' | 'commitScore' | 'identifierScore' | 'fileNameScore'> &
  Omit<ChunkEvidence, 'chunkId'>;

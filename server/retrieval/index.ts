export { restsOnBefore } from './follow-up.ts';
export type { FileFacts } from './reader-messages.ts';
export { auditInReader, readerPids, startReaders, stopReaders } from './readers.ts';
export {
  fileSymbols,
  type Passage,
  runSearch,
  type ScopePart,
  type SearchOutcome,
  type SearchQuery,
  searchRepositories,
} from './search.ts';
export { serveReader } from './serve-reader.ts';
export { writeIndex } from './write-index.ts';

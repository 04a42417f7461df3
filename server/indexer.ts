import { serveIndexer } from '#server/repositories/index.ts';
import { writeIndex } from '#server/retrieval/index.ts';

serveIndexer(writeIndex);

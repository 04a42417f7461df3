import { serveReader } from '#server/retrieval/index.ts';

serveReader();

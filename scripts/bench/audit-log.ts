import Database from 'better-sqlite3';
import { emptyTree, encodeFrontier, makeRow, push, type Tree } from '#server/audit/index.ts';

const PEOPLE = 40;
const SPAN_MS = 90 * 24 * 60 * 60_000;

/**
 * Fills an empty audit log as `act` would have, without a commit for each: questions, searches and opened files of some people over
 * the last 90 days, each fiftieth refused.
 *
 * @param file app.db, migrated, that nobody else writes to
 */
export function fillAuditLog(file: string, count: number): void {
  const database = new Database(file);
  database.pragma('synchronous = OFF');
  const columns = ['index', 'bytes', 'leaf', 'at', 'action', 'outcome', 'actorKind', 'actorId', 'actorName', 'repositoryIds', 'subjectId'];
  const names = columns.map((column) => `"${column}"`).join(', ');
  const insert = database.prepare(`INSERT INTO "AuditRecord" (${names}) VALUES (${columns.map((column) => `@${column}`).join(', ')})`);
  const block = database.prepare('INSERT INTO "AuditBlock" ("index", hash) VALUES (?, ?)');
  const startMs = Date.now() - SPAN_MS;
  database.transaction(() => {
    let tree: Tree = emptyTree;
    let blockTree: Tree = emptyTree;
    for (let index = 0; index < count; index += 1) {
      const row = makeRow(recordAt(index, new Date(startMs + Math.floor((index * SPAN_MS) / count))));
      insert.run({ ...row, at: row.at.getTime() });
      blockTree = push(blockTree, row.leaf);
      tree = push(tree, row.leaf);
      if (blockTree.size < 256) continue;
      block.run(Math.floor(index / 256), blockTree.frontier[0]);
      blockTree = emptyTree;
    }
    database.prepare('INSERT INTO "AuditTree" (id, size, frontier) VALUES (1, ?, ?)').run(tree.size, encodeFrontier(tree));
  })();
  database.close();
}

/** A record of everyday work. Its size is that of real ones: a search names its scope, an answer its passages. */
function recordAt(index: number, at: Date): Parameters<typeof makeRow>[0] {
  const person = index % PEOPLE;
  const actor = {
    kind: 'person',
    id: `person-${person}`,
    name: `Person ${person}`,
    role: 'member',
    address: `10.0.0.${person}`,
    session: '1a2b3c4d',
  };
  const common = { index, at: at.toISOString(), outcome: index % 50 === 7 ? 'refused' : 'done', actor } as const;
  const scope = [{ repositoryId: `repository-${index % 9}`, repository: `repository ${index % 9}`, revision: 'a'.repeat(40) }];
  const repositoryIds = [`repository-${index % 9}`];
  const queryDigest = 'd'.repeat(64);
  switch (index % 4) {
    case 0:
      return { ...common, action: 'search.run', details: { kind: 'words', scope, queryDigest, results: index % 200, repositoryIds } };
    case 1:
      return {
        ...common,
        action: 'file.opened',
        details: {
          repositoryId: `repository-${index % 9}`,
          repository: `repository ${index % 9}`,
          revision: 'a'.repeat(40),
          path: `src/file-${index}.ts`,
          blobId: 'b'.repeat(40),
        },
      };
    case 2:
      return {
        ...common,
        action: 'session.opened',
        details: { sessionId: `session-${index}`, userId: `person-${person}`, userAgent: 'a browser' },
      };
    default: {
      const passage = (number: number) => ({
        number,
        repositoryId: `repository-${index % 9}`,
        repository: `repository ${index % 9}`,
        revision: 'a'.repeat(40),
        path: `src/file-${number}.ts`,
        startLine: 1,
        endLine: 60,
        blobId: 'b'.repeat(40),
        inPrompt: true,
      });
      return {
        ...common,
        action: 'answer.stored',
        details: {
          answerId: `answer-${index}`,
          jobId: `job-${index}`,
          mode: 'answer',
          finishReason: 'stop',
          scope,
          repositoryIds,
          passages: [1, 2, 3, 4].map(passage),
          questionDigest: queryDigest,
          answerDigest: queryDigest,
        },
      };
    }
  }
}

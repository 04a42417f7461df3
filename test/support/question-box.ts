import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type AnswerView, registerAnswers, viewAnswers } from '#server/answers/index.ts';
import { type AskedQuestion, askQuestion, loadAsked, type Question } from '#server/chat/index.ts';
import type { Engine } from '#server/engine/index.ts';
import { authorizeEach } from '#server/identity/index.ts';
import type { Actor, DataFolder } from '#server/platform/index.ts';
import { addRepository, repositoryTargets, startRepositories, stopRepositories, watchImport } from '#server/repositories/index.ts';
import { startReaders, stopReaders } from '#server/retrieval/index.ts';
import { type JobEvent, jobEvents, startScheduling, stopScheduling } from '#server/scheduling/index.ts';
import { openTestDatabase } from './open-test-database.ts';
import { waitFor } from './wait-for.ts';

export const console_: Actor = { kind: 'console', unixUser: 'tester' };

/** A small repository with one file that everything here asks about. */
export const parserLines = [
  '#include "parser.h"',
  '',
  '// Reads the cache type from the command line.',
  'cache_type parse_cache_type(const std::string & name) {',
  '    if (name == "f16") { return CACHE_TYPE_F16; }',
  '    if (name == "q8_0") { return CACHE_TYPE_Q8_0; }',
  '    throw std::invalid_argument("unknown cache type: " + name);',
  '}',
];
const files: Record<string, string> = {
  'src/parser.cpp': `${parserLines.join('\n')}\n`,
  'src/server.cpp': 'int start_server(int port) {\n    return listen_on(port);\n}\n',
  'README.md': '# Ledger\n\nA small ledger service.\n',
};

export type QuestionBox = AsyncDisposable & {
  folder: DataFolder;
  /** Asks as the console unless told otherwise. */
  ask(question: Partial<Omit<Question, 'scope'>> & { text: string; repositories?: string[]; actor?: Actor }): Promise<AskedQuestion>;
  /** The answer, once its job has ended. */
  answered(asked: AskedQuestion): Promise<AnswerView>;
  events(asked: AskedQuestion): JobEvent[];
  /** Stops and starts scheduling, as a restart of the appliance does. */
  restart(engine: Engine): Promise<void>;
};

/** The rooms that answer questions, as main.ts joins them, around a given engine; with `repositories`, each holding the same files. */
export async function questionBox(engine: Engine, { repositories = [] as string[] } = {}): Promise<QuestionBox> {
  const database = await openTestDatabase();
  const { folder } = database;
  await startRepositories({ folder });
  startReaders();
  for (const name of repositories) await importFixture(folder.root, name);
  registerAnswers({ loadAsked, servedModel: () => ({ name: 'scripted', sha256: '0'.repeat(64) }) });
  await startScheduling({ engine, eventsFile: folder.eventsDatabase });
  return {
    folder,
    async ask({ repositories: asked = repositories, actor = console_, ...question }) {
      const scope = authorizeEach(actor, 'ask', await repositoryTargets(asked));
      return askQuestion(actor, { mode: asked.length > 0 ? 'ask' : 'chat', ...question, scope });
    },
    answered: ({ answerId, jobId }) =>
      waitFor(
        async () => {
          const answer = (await viewAnswers([answerId])).get(answerId);
          return jobEvents(jobId).at(-1)?.event.type === 'finished' && answer;
        },
        { what: 'the end of the answer' },
      ),
    events: ({ jobId }) => jobEvents(jobId).map((stored) => stored.event),
    async restart(again) {
      await stopScheduling();
      await startScheduling({ engine: again, eventsFile: folder.eventsDatabase });
    },
    async [Symbol.asyncDispose]() {
      await stopScheduling();
      stopReaders();
      await stopRepositories();
      await database[Symbol.asyncDispose]();
    },
  };
}

async function importFixture(root: string, name: string): Promise<void> {
  const path = join(root, 'sources', name);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    writeFileSync(join(path, file), text);
  }
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=Tester', '-c', 'user.email=tester@localhost', '-c', 'init.defaultBranch=main', ...args], {
      cwd: path,
    });
  git('init', '--quiet');
  git('add', '.');
  git('commit', '--quiet', '-m', 'Everything');
  const { importId } = await addRepository(console_, { name, source: { kind: 'path', path } });
  for await (const progress of watchImport(importId))
    if (progress.state === 'failed') throw new Error(`the import of ${name} failed: ${JSON.stringify(progress)}`);
}

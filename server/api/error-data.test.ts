import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TRPCError } from '@trpc/server';
import { describe, expect, it } from 'vitest';
import { AppError, openLog } from '#server/platform/index.ts';
import { tempFolder } from '#test/support/temp-folder.ts';
import { asAppError, errorData } from './error-data.ts';

describe('an error on its way out', () => {
  it('that is ours keeps code, parameters and words', () => {
    expect(errorData(new AppError('repository.notFound', { name: 'nowhere' }), 'repositories.get')).toMatchObject({
      code: 'repository.notFound',
      params: { name: 'nowhere' },
      message: expect.stringContaining('nowhere'),
      remedy: expect.any(String),
      httpStatus: 404,
    });
  });

  it('that nobody foresaw is told by an id alone; its cause is in the log under the same id', async () => {
    await using folder = await tempFolder();
    const file = join(folder.path, 'log.jsonl');
    openLog({ file });
    const thrown = new Error('SELECT * FROM secrets failed at /srv/cloister/data/app.db');
    const data = errorData(new TRPCError({ code: 'INTERNAL_SERVER_ERROR', cause: thrown }), 'users.list');
    expect(data).toMatchObject({ code: 'request.internal', params: { id: data.id }, httpStatus: 500 });
    expect(JSON.stringify(data)).not.toMatch(/secrets|app\.db|stack/);
    const [line] = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text));
    expect(line).toMatchObject({ id: data.id, at: 'users.list', level: 50, err: { message: thrown.message } });
  });

  it('of a caller names the field and the reason, and nothing that was typed', () => {
    const typed = 'correct horse battery staple';
    for (const code of ['BAD_REQUEST', 'PARSE_ERROR', 'METHOD_NOT_SUPPORTED', 'UNSUPPORTED_MEDIA_TYPE'] as const) {
      const error = asAppError(new TRPCError({ code, message: typed }));
      expect(error).toMatchObject({ code: 'request.invalid' });
      expect(JSON.stringify(error?.params)).not.toContain(typed);
    }
  });
});

import { createReadStream, statSync } from 'node:fs';
import { basename } from 'node:path';
import { text } from 'node:stream/consumers';
import type { ErrorData } from '#server/api/index.ts';
import { AppError } from '#server/platform/index.ts';
import { makeGitBundle } from '#server/repositories/index.ts';
import type { Box } from './verb.ts';
import { words } from './words.ts';

/** A folder that the caller sees and the appliance does not: another user's, or one that systemd hides from the service. */
const hiddenCodes = new Set(['repository.sourceMissing', 'repository.sourceUnreadable', 'repository.notGit']);

type Source = { kind: 'path'; path: string } | { kind: 'gitBundle'; uploadId: string };

/**
 * Does something with a source by its path; where the appliance cannot read it and we can, the source is sent to it as a git
 * bundle and it is done with that.
 *
 * @throws what the appliance said of the path, where there is nothing to send
 */
export async function withSource<T>(box: Box, path: string, act: (source: Source) => Promise<T>): Promise<T> {
  try {
    return await act({ kind: 'path', path });
  } catch (refusal) {
    const { data } = refusal as { data?: ErrorData };
    const found = statSync(path, { throwIfNoEntry: false });
    if (!data || !hiddenCodes.has(data.code) || !found) throw refusal;
    box.say(words('repo.sending', { path }));
    const sent = await send(box, path, found.isDirectory()).catch((error) => {
      throw error instanceof AppError ? error : refusal;
    });
    return act({ kind: 'gitBundle', uploadId: sent });
  }
}

async function send(box: Box, path: string, isFolder: boolean): Promise<string> {
  const bytes = isFolder ? makeGitBundle(path) : createReadStream(path);
  const response = await box.appliance.send('/upload', bytes, { 'x-file-name': encodeURIComponent(basename(path)) });
  const answer = JSON.parse(await text(response)) as { uploadId: string } | { error: ErrorData };
  if ('error' in answer) throw new AppError(answer.error.code, answer.error.params);
  return answer.uploadId;
}

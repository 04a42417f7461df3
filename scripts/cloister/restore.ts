import { userInfo } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { restoreBackup } from '#server/backup/index.ts';
import { shownTime } from './lines.ts';
import { becomeOwnerOf } from './owner.ts';
import { addVerb, type Ending } from './verb.ts';
import { words } from './words.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** `cloister restore FILE`: off line, with the appliance stopped. */
export function addRestore(program: Command, ending: Ending): void {
  addVerb(program, ending, 'restore <file>', words('restore.about'), async (box, [given]: [string]) => {
    const file = resolve(given);
    const { dataDir } = box.config;
    const sudoUser = process.env.SUDO_USER;
    const read = await restoreBackup({
      file,
      dataDir,
      migrationsDir: join(root, 'prisma/migrations'),
      actor: { kind: 'console', unixUser: userInfo().username, ...(sudoUser && { sudoUser }) },
      becomeOwner: () => becomeOwnerOf(dataDir),
      onBytes: (sizeBytes) => box.progress(words('restore.checking', { sizeBytes })),
    });
    const { head, files, bytes, sha256 } = read;
    return {
      json: { file, files, sizeBytes: bytes, sha256, version: head.version, madeAt: head.madeAt },
      lines: [
        words('restore.done', { files, sizeBytes: bytes, madeAt: shownTime(head.madeAt) }),
        words('restore.models', { folder: box.folder.models }),
      ],
    };
  });
}

import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import { verifyAudit } from '#server/audit/index.ts';
import { AppError, dataFolder } from '#server/platform/index.ts';
import { shownTime, standLine } from './lines.ts';
import { becomeOwnerOf } from './owner.ts';
import { addVerb, type Ending } from './verb.ts';
import { words } from './words.ts';

/** `cloister audit …`: proves the log, exports it, signs its head. */
export function addAudit(program: Command, ending: Ending): void {
  const audit = program.command('audit').description(words('audit.about'));
  addVerify(audit, ending);
  type Options = { format: string };
  addVerb(audit, ending, 'export', words('audit.export'), async (box, _none, { format }: Options) => {
    const response = await box.appliance.download(`/audit/export?format=${encodeURIComponent(format)}`);
    if (response.statusCode !== 200) throw new AppError('request.invalid', { field: '--format', reason: words('audit.formatInvalid') });
    if (box.isJson) return { json: await exported(response, format), lines: [] };
    for await (const chunk of response) process.stdout.write(chunk as Buffer);
    return { json: null, lines: [] };
  }).option('--format <format>', words('audit.formatOption'), 'jsonl');
  addVerb(audit, ending, 'checkpoint', words('audit.checkpoint'), async ({ appliance }) => {
    const checkpoint = await appliance.trpc.audit.checkpoint.mutate();
    return {
      json: { checkpoint },
      lines: checkpoint
        ? [words('audit.checkpointDone', { size: checkpoint.size, root: checkpoint.root })]
        : standLine('LOOK', words('audit.title'), words('audit.checkpointNone')),
      status: checkpoint ? 0 : 1,
    };
  });
}

/** The export as one JSON document: its records, or the text of another format. */
async function exported(response: AsyncIterable<Buffer>, format: string) {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString('utf8');
  if (format !== 'jsonl') return { format, text };
  const lines = text.split('\n').filter(Boolean);
  return { format, records: lines.map((line) => JSON.parse(line) as unknown) };
}

/** Opens the database read-only in this process, with the appliance up or down: the proof needs nobody's word. */
function addVerify(audit: Command, ending: Ending): void {
  addVerb(audit, ending, 'verify [file]', words('audit.verify'), async (box, [given]: [string?]) => {
    const file = given ? resolve(given) : box.folder.appDatabase;
    if (!existsSync(file)) throw new AppError('console.fileMissing', { file });
    becomeOwnerOf(dirname(file));
    const folder = dataFolder(dirname(file));
    const result = await verifyAudit({ file, checkpointFile: folder.auditCheckpoint, keyFile: folder.auditKey });
    const { ok, records, firstBad, checkpoint } = result;
    return {
      json: result,
      lines: ok
        ? standLine(
            'ok',
            words('audit.title'),
            words('audit.isWhole', { records, signed: checkpoint?.size ?? 0, at: checkpoint ? shownTime(checkpoint.at) : '' }),
          )
        : standLine(
            'FAIL',
            words('audit.title'),
            words('audit.isBroken', { index: firstBad?.index ?? 0, reason: firstBad?.reason ?? '' }),
            words('audit.isBrokenRemedy'),
          ),
      status: ok ? 0 : 1,
    };
  });
}

import type { Command } from 'commander';
import { standLine } from './lines.ts';
import { addVerb, type Ending } from './verb.ts';
import { words } from './words.ts';

const stands = { ok: 'ok', look: 'LOOK', fail: 'FAIL' } as const;

/** `cloister doctor`: what goes wrong on a box by itself. Exit status 1 where something failed. */
export function addDoctor(program: Command, ending: Ending): void {
  addVerb(program, ending, 'doctor', words('doctor.about'), async (box) => {
    // A model of 46 GB is read for minutes.
    box.progress(words('doctor.reading'));
    const checks = await box.appliance.trpc.health.doctor.query({ readsModel: true });
    box.progress('');
    const count = (state: string) => checks.filter((check) => check.state === state).length;
    const failed = count('fail');
    return {
      json: { ok: failed === 0, checks },
      lines: [
        ...checks.flatMap(({ state, title, message, remedy }) => standLine(stands[state], title, message, state === 'ok' ? '' : remedy)),
        '',
        words('doctor.sum', { ok: count('ok'), look: count('look'), failed }),
      ],
      status: failed === 0 ? 0 : 1,
    };
  });
}

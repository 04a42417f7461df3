import { Command, CommanderError } from 'commander';
import { addAsk } from './ask.ts';
import { addAudit } from './audit.ts';
import { addBackup } from './backup.ts';
import { addBench } from './bench.ts';
import { addBundle } from './bundle.ts';
import { addDoctor } from './doctor.ts';
import { addModel } from './model.ts';
import { addPlan } from './plan.ts';
import { addRepo } from './repo.ts';
import { addRestore } from './restore.ts';
import { addSearch } from './search.ts';
import { addStatus } from './status.ts';
import { addTune } from './tune.ts';
import { addUser } from './user.ts';
import { type Ending, endingOf } from './verb.ts';
import { words } from './words.ts';

const verbs = [
  addStatus,
  addDoctor,
  addPlan,
  addUser,
  addRepo,
  addModel,
  addTune,
  addSearch,
  addAsk,
  addAudit,
  addBackup,
  addRestore,
  addBundle,
  addBench,
];

/**
 * The `cloister` command.
 *
 * @returns exit status: 0 done, 1 failed, 2 wrong usage
 */
export async function run(args: string[]): Promise<number> {
  const ending: Ending = { status: 0 };
  // Who reads only the first lines, as `head` does, has had what they wanted.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(ending.status);
  });
  const program = new Command('cloister').description(words('about')).exitOverride().helpCommand(false);
  program.configureOutput({ writeOut: (text) => process.stdout.write(text), writeErr: (text) => process.stderr.write(text) });
  for (const add of verbs) add(program, ending);
  try {
    await program.parseAsync(args, { from: 'user' });
    return ending.status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    return endingOf(error, { isJson: args.includes('--json') });
  }
}

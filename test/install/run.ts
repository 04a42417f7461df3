import { closingLine } from '#scripts/test/tally.ts';
import { debianTree, installBedTools } from './debian-tree.ts';
import { bootMachine, sweepBed } from './machine.ts';
import { makeStick } from './stick.ts';
import { walkTally } from './tally.ts';
import { walk } from './walk.ts';

/**
 * `npm run test:install`: a Debian without network, Node, npm or compiler is booted, and the packed box walks in it.
 *
 * @param args `--short` leaves out what takes minutes (llama.cpp's 3,619 files)
 * @returns 0 when every step passed
 */
export async function run(args: string[]): Promise<number> {
  const tally = walkTally();
  const isShort = args.includes('--short');
  try {
    if (process.getuid?.() !== 0) throw new Error('this test boots a Debian and has to be root: sudo npm run test:install');
    await installBedTools();
    await sweepBed();
    const tree = await debianTree();
    await using stick = await makeStick({ isShort });
    await using machine = await bootMachine(tree, { '/media/stick': stick.path });
    await walk(machine, tally, { isShort });
  } catch (error) {
    await tally.step('the test bed', () => Promise.reject(error));
  }
  process.stdout.write(`${closingLine([{ ...tally, output: '' }])}\n`);
  return tally.failed === 0 ? 0 : 1;
}

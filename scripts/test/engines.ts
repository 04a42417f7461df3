import { buildLlamaServer, buildTools } from '../llama-server/build.ts';
import { sayFailure } from '../up/say.ts';
import { closingLine, tallyOfOne } from './tally.ts';
import { bringTools } from './tools.ts';
import { countTests, runVitest } from './vitest-run.ts';

const config = ['--config', 'test/engines/vitest.config.ts'];

/**
 * `npm run test:engines`: builds llama-server, unless it is there, and holds it to what every engine promises. The last line is
 * "N passed, N failed".
 *
 * @param args test files: only these run
 */
export async function run(args: string[]): Promise<number> {
  bringTools(buildTools);
  const tallies = [];
  try {
    await buildLlamaServer();
    tallies.push(tallyOfOne(true, ''), await runVitest([...config, ...args]));
  } catch (error) {
    sayFailure(error, '.');
    tallies.push({ passed: 0, failed: await countTests(config), output: '' });
  }
  process.stdout.write(`${closingLine(tallies)}\n`);
  return tallies.every(({ failed }) => failed === 0) ? 0 : 1;
}

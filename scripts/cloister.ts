import { run } from './cloister/index.ts';

// The entry of an installed box; in a checkout run.mjs calls the same `run`.
process.exitCode = await run(process.argv.slice(2));

/**
 * Says what a model is, for an engine that does not: reads the vocabulary alone, with the library that the embedded engine uses, so
 * that template and special tokens are the same whatever driver serves. Prints one line of JSON.
 */
import { getLlama, LlamaLogLevel } from 'node-llama-cpp';
import { modelFactsOf } from './served-llama.ts';

const modelPath = process.argv[2] ?? '';
const llama = await getLlama({ gpu: false, build: 'never', skipDownload: true, progressLogs: false, logLevel: LlamaLogLevel.error });
const model = await llama.loadModel({ modelPath, vocabOnly: true, ignoreMemorySafetyChecks: true });
process.stdout.write(`${JSON.stringify(modelFactsOf(model))}\n`, () => process.exit(0));

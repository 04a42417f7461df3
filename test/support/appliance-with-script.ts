import { restartLimits } from '#server/engine/restart-policy.ts';
import { openNextPages } from '#server/main/pages.ts';
import { runProcess } from '#server/main/run-process.ts';
import type { serveModel } from '#server/main/serve-model.ts';
import { openAppliance } from '#server/main.ts';
import type { AnswerScript } from './answer-script.ts';
import { scriptedEngine } from './scripted-engine.ts';

// server/main.ts as it is, pages included, with a scripted engine behind the real protocol: what a person sees of an answer does not
// hang on what a small model happens to say.

const script = JSON.parse(process.env.ANSWER_SCRIPT ?? '{}') as AnswerScript;

await runProcess(async (config) => {
  const answer = (prompt: string) => Object.entries(script.answers).find(([words]) => prompt.includes(words))?.[1] ?? 'Yes.';
  const { engine, crash } = await scriptedEngine({
    ...{ runtimeDir: config.runtimeDir, answer, source: () => script.source },
    ...(script.isGivenUp && { limits: { ...restartLimits, crashes: 1, openMs: 3_600_000 } }),
  });
  if (script.isGivenUp) crash();
  const serve: typeof serveModel = () => ({ engine, model: () => null, plan: () => null, replan: () => null, stop: () => engine.stop() });
  return openAppliance(config, openNextPages, serve);
});

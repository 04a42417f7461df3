import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { inferRouterOutputs } from '@trpc/server';
import type { Command } from 'commander';
import type { AppRouter } from '#server/api/index.ts';
import { AppError } from '#server/platform/index.ts';
import { followed } from './followed.ts';
import { table } from './lines.ts';
import { addVerb, type Ending } from './verb.ts';
import { words } from './words.ts';

type Model = inferRouterOutputs<AppRouter>['models']['list'][number];
type AddStep = inferRouterOutputs<AppRouter>['models']['add'] extends AsyncIterable<infer S> ? S : never;

/** `cloister model …`: what the box may serve. */
export function addModel(program: Command, ending: Ending): void {
  const model = program.command('model').description(words('model.about'));
  type AddOptions = { licenseText?: string; reason?: string };
  addVerb(model, ending, 'add <path>', words('model.add'), async (box, [path]: [string], options: AddOptions) => {
    const given = { path: resolve(path), ...licenseOf(options) };
    const added = await followed<AddStep, { doneBytes: number; totalBytes: number }>(
      (on) => box.appliance.trpc.models.add.subscribe(given, on),
      (figure) => box.progress(words('model.progress', figure)),
    );
    return { json: added, lines: [words(added.isNew ? 'model.addDone' : 'model.addKnown', { name: added.name }), `   ${added.sha256}`] };
  })
    .option('--license-text <file>', words('model.licenseOption'))
    .option('--reason <text>', words('model.reasonOption'));
  addVerb(model, ending, 'list', words('model.list'), async ({ appliance }) => {
    const models = await appliance.trpc.models.list.query();
    return { json: models, lines: table(models.map(modelRow)) };
  });
  addVerb(model, ending, 'role <role> <name>', words('model.role'), async ({ appliance }, [role, name]: [string, string]) => {
    if (role !== 'planner' && role !== 'coder')
      throw new AppError('appliance.configInvalid', { name: role, reason: words('model.roleInvalid') });
    const found = await appliance.trpc.models.setRole.mutate({ model: name, role });
    return { json: found, lines: [words('model.roleDone', { name: found.name, role })] };
  });
}

/** Text and reason belong together: who vouches for a licence says why. */
function licenseOf({ licenseText, reason }: { licenseText?: string; reason?: string }) {
  if (licenseText === undefined && reason === undefined) return {};
  if (licenseText === undefined || reason === undefined) {
    throw new AppError('appliance.configInvalid', { name: '--license-text', reason: words('model.licenseNeedsReason') });
  }
  return { license: { text: readFileSync(licenseText, 'utf8'), reason } };
}

function modelRow({ name, sha256, sizeBytes, quantisation, license, isChosen, roles }: Model): string[] {
  const uses = [...(isChosen ? [words('model.isChosen')] : []), ...roles];
  return [name, quantisation, words('model.size', { sizeBytes }), license.name, sha256.slice(0, 12), uses.join(', ')];
}

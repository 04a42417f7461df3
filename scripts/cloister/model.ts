import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { inferRouterOutputs } from '@trpc/server';
import type { Command } from 'commander';
import type { AppRouter } from '#server/api/index.ts';
import { AppError } from '#server/platform/index.ts';
import { followed } from './followed.ts';
import { standLine, table } from './lines.ts';
import { addVerb, type Ending } from './verb.ts';
import { words } from './words.ts';

type Model = inferRouterOutputs<AppRouter>['models']['list'][number];
type AddStep = inferRouterOutputs<AppRouter>['models']['add'] extends AsyncIterable<infer S> ? S : never;

type AcceptStep = inferRouterOutputs<AppRouter>['models']['accept'] extends AsyncIterable<infer S> ? S : never;
type Acceptance = Extract<AcceptStep, { state: 'done' }>['result'];

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
  addVerb(model, ending, 'accept <name>', words('model.accept'), async (box, [name]: [string]) => {
    const found = await followed<AcceptStep, number>(
      (on) => box.appliance.trpc.models.accept.subscribe({ model: name }, on),
      (share) => box.progress(words('model.accepting', { percent: Math.floor(share * 100) })),
    );
    return { json: found, lines: acceptanceLines(found), status: found.passed ? 0 : 1 };
  });
  addVerb(model, ending, 'use <name>', words('model.use'), async ({ appliance }, [name]: [string], options: { override?: string }) => {
    const given = { model: name, ...(options.override !== undefined && { overrideReason: options.override }) };
    const found = await appliance.trpc.models.use.mutate(given);
    return { json: found, lines: [words('model.useDone', { name: found.name })] };
  }).option('--override <reason>', words('model.overrideOption'));
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

function modelRow({ name, sha256, sizeBytes, quantisation, license, isChosen, roles, acceptedBy, capabilities }: Model): string[] {
  const uses = [...(isChosen ? [words('model.isChosen')] : []), ...roles];
  const acceptance = acceptedBy ? capabilities.join(', ') || words('model.isOverridden') : words('model.isNotAccepted');
  return [name, quantisation, words('model.size', { sizeBytes }), license.name, sha256.slice(0, 12), acceptance, uses.join(', ')];
}

/** Each thing that was tried, what failed among them with what was wanted and what came. */
function acceptanceLines({ name, passed, capabilities, checks, bitsPerByte, expectedBitsPerByte }: Acceptance): string[] {
  const can = capabilities.join(', ') || words('model.nothing');
  const figure = (value: number | null) => value?.toFixed(3) ?? words('model.unmeasured');
  return [
    ...checks.flatMap((check) => {
      const failed = check.passed ? '' : `${check.wanted}; ${check.got.split('\n', 1)[0] ?? ''}`;
      return standLine(
        check.passed ? 'ok' : check.isNeeded ? 'FAIL' : 'LOOK',
        check.id.padEnd(24),
        check.asked.split('\n').at(-1) ?? '',
        failed,
      );
    }),
    words('model.measure', { found: figure(bitsPerByte), expected: figure(expectedBitsPerByte) }),
    words(passed ? 'model.acceptDone' : 'model.acceptFailed', { name, capabilities: can }),
  ];
}

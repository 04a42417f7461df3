import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { authorize } from '#server/identity/index.ts';
import { openModel } from '#server/models/index.ts';
import { type Actor, db } from '#server/platform/index.ts';
import { writeGguf } from '#test/support/gguf-file.ts';
import { openTestDatabase } from '#test/support/open-test-database.ts';
import { scriptedEngine } from '#test/support/scripted-engine.ts';
import { tempFolder } from '#test/support/temp-folder.ts';
import { checkTools } from './check-tools.ts';
import { codeWords } from './golden-prompts.ts';
import { type Acceptance, acceptOn, chooseModel, standingOf } from './index.ts';

const admin: Actor = { kind: 'console', unixUser: 'root' };
const target = authorize(admin, 'administer', { kind: 'appliance', id: 'box' });
const plan = { kvType: 'f16', env: {} } as const;

/** What a good pupil says; the rest of its answers are wrong. */
const right: [RegExp, string][] = [
  ...([
    [/France/, 'Paris.'],
    [/opposite of hot/, 'Cold.'],
    [/days are in a week/, 'Seven.'],
    [/planet/, 'Earth.'],
  ] as [RegExp, string][]),
  ...([
    [/ocean/, 'The Pacific.'],
    [/symbol of water/, 'H2O.'],
    [/number of the (?:vault|gate|cellar)\?<\|im_end\|>/, ''],
  ] as [RegExp, string][]),
];

function pupil(prompt: string): string {
  const word = codeWords.find((one) => prompt.includes(`"${one}"`));
  const [, needle] = /number of the (vault|gate|cellar)\?<\|im_end\|>/.exec(prompt) ?? [];
  if (needle) return /the (?:vault|gate|cellar) is (\d+)\./.exec(prompt.slice(prompt.indexOf(`the ${needle} is`)))?.[1] ?? '';
  return word ?? right.find(([question]) => question.test(prompt))?.[1] ?? 'I do not know.';
}

let box: Awaited<ReturnType<typeof openTestDatabase>>;
let model: Awaited<ReturnType<typeof openModel>>;
beforeEach(async () => {
  box = await openTestDatabase();
  model = await openModel(writeGguf(join(box.folder.models, 'm.gguf')));
  return () => box[Symbol.asyncDispose]();
});

async function accept(answer: (prompt: string) => string): Promise<Acceptance> {
  await using folder = await tempFolder();
  await using scripted = await scriptedEngine({ runtimeDir: folder.path, slots: 3, context: 2_048, answer });
  return await acceptOn(admin, scripted.engine, { id: model.id, plan }, { signal: new AbortController().signal });
}

const failed = ({ checks }: Acceptance) => checks.filter((check) => check.isNeeded && check.capability === 'chat' && !check.passed);

describe('a model is accepted', () => {
  it('that answers what is easy, ends, and keeps streams apart, and what it cannot do is said', async () => {
    const found = await accept(pupil);
    expect(failed(found)).toEqual([]);
    expect(found).toMatchObject({ passed: true, capabilities: ['chat', 'long context'], bitsPerByte: null });
    expect(found.checks.filter(({ capability }) => capability === 'tools')).toMatchObject([{ passed: false }, { passed: false }]);
    expect(await standingOf(model, 'kv f16')).toBe('accepted');
    expect(await standingOf(model, 'kv q4_0')).toBe('unknown');
  });

  it('no longer when it misses an easy one, and the record names it', async () => {
    await accept(pupil);
    const found = await accept((prompt) => (prompt.includes('France') ? 'London.' : pupil(prompt)));
    expect(failed(found)).toMatchObject([{ id: 'easy 1', got: 'London.' }]);
    expect(found.passed).toBe(false);
    expect(await standingOf(model, 'kv f16')).toBe('rejected');
    const { bytes } = await db().auditRecord.findFirstOrThrow({ where: { action: 'model.accepted' }, orderBy: { index: 'desc' } });
    expect(Buffer.from(bytes).toString()).toMatch(/"failedChecks":\["easy 1",/);
  });

  it.each([
    ['does not end by itself', (prompt: string) => (prompt.includes('planet') ? 'Earth. '.repeat(60) : pupil(prompt)), /^easy 4 ends/],
    ['says the word of another stream', (prompt: string) => (prompt.includes('violet') ? 'violet harbor' : pupil(prompt)), /^isolation 2/],
  ])('not when it %s', async (_, answer, id) => {
    const found = await accept(answer);
    expect(failed(found).map((check) => check.id)).toEqual([expect.stringMatching(id)]);
    expect(found.passed).toBe(false);
  });
});

describe('a model is chosen to serve', () => {
  it('once it is accepted, and then alone', async () => {
    await expect(chooseModel(admin, target, 'm')).rejects.toMatchObject({ code: 'model.notAccepted', params: { name: 'm' } });
    await accept(pupil);
    const other = await openModel(writeGguf(join(box.folder.models, 'other.gguf'), { weightBytes: 512 }));
    await chooseModel(admin, target, other.id, 'we know it from another box');
    expect(await chooseModel(admin, target, 'm')).toMatchObject({ isChosen: true, override: null });
    expect(await db().model.findMany({ where: { served: true }, select: { name: true } })).toEqual([{ name: 'm' }]);
  });

  it('without acceptance only for a reason, which is recorded and kept', async () => {
    expect(await standingOf(model, 'kv f16')).toBe('unknown');
    expect(await chooseModel(admin, target, 'm', 'a trial')).toMatchObject({ isChosen: true, override: 'a trial' });
    expect(await standingOf(model, 'kv f16')).toBe('overridden');
    const { bytes } = await db().auditRecord.findFirstOrThrow({ where: { action: 'model.chosen' } });
    expect(Buffer.from(bytes).toString()).toContain('"reason":"a trial"');
  });
});

describe('round trips with tools', () => {
  const template =
    '{% if tools %}{% for t in tools %}{{ t.function | tojson }}{% endfor %}{% endif %}{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}' +
    '{% for c in m.tool_calls or [] %}{{ c.function | tojson }}{% endfor %}<|im_end|>\n{% endfor %}{{ "<|im_start|>assistant\n" }}';

  async function roundTrips(answer: (prompt: string) => string) {
    await using folder = await tempFolder();
    await using scripted = await scriptedEngine({ runtimeDir: folder.path, context: 8_192, answer });
    const { engine } = scripted;
    return await checkTools(
      {
        generate: engine.generate.bind(engine),
        tokenize: engine.tokenize.bind(engine),
        properties: async () => ({ ...(await engine.properties()), chatTemplate: template }),
      },
      new AbortController().signal,
    );
  }

  const lists = '<tool_call>\n<function=list_files>\n<parameter=folder>\nlib\n</parameter>\n</function>\n</tool_call>';
  const reads = '<tool_call>{"name": "read_lines", "arguments": {"path": "notes.txt", "count": "3"}}</tool_call>';
  const user = (prompt: string) => {
    if (prompt.includes('<|im_start|>tool\n')) return prompt.includes('kettle') ? 'It is in the attic.' : 'walrus.ts and teapot.ts';
    return prompt.includes('notes.txt') ? reads : lists;
  };

  it('pass where the right tool is called and its answer is used', async () => {
    expect((await roundTrips(user)).map(({ id, passed }) => [id, passed])).toEqual([
      ['tools 1 call', true],
      ['tools 1 answer', true],
      ['tools 2 call', true],
      ['tools 2 answer', true],
    ]);
  });

  it.each([
    ['a call breaks off', (prompt: string) => user(prompt).replace('</parameter>\n</function>\n</tool_call>', '')],
    ['another folder is named', (prompt: string) => user(prompt).replace('\nlib\n', '\nsrc\n')],
    ['the answer makes something up', (prompt: string) => user(prompt).replace('teapot', 'samovar')],
  ])('fail where %s', async (_, answer) => {
    const [first, second] = await roundTrips(answer);
    expect(first?.passed && second?.passed).toBe(false);
  });
});

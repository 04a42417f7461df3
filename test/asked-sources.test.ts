import { describe, expect, it } from 'vitest';
import { type CitationView, viewAnswers } from '#server/answers/index.ts';
import { db } from '#server/platform/index.ts';
import { questionBox } from './support/question-box.ts';
import { scriptedEngine } from './support/scripted-engine.ts';
import { tempFolder } from './support/temp-folder.ts';
import { waitFor } from './support/wait-for.ts';

const question = 'Where is the cache type parsed from the command line?';
const uncited = 'The name goes to `parse_cache_type`.';

async function scripted(answer: string, source?: string) {
  await using opened = new AsyncDisposableStack();
  const folder = opened.use(await tempFolder());
  const engine = opened.use(
    await scriptedEngine({ runtimeDir: folder.path, answer: () => answer, ...(source !== undefined && { source: () => source }) }),
  );
  const resources = opened.move();
  return Object.assign(engine, { [Symbol.asyncDispose]: () => resources.disposeAsync() });
}

const short = ({ passage, verified, reason, detail }: CitationView) => [passage, verified, reason, detail];

async function parametersOf(answerId: string): Promise<unknown> {
  const rows = await db().auditRecord.findMany({ where: { subjectId: answerId, action: 'answer.stored' } });
  return (JSON.parse(Buffer.from(rows[0]?.bytes ?? []).toString()) as { details: { parameters: unknown } }).details.parameters;
}

describe('an answer that cites none of its passages', () => {
  it('is asked for its source: the model chooses among the ids it was given, and trail and record say so', async () => {
    await using engine = await scripted(uncited, ' [1]');
    await using box = await questionBox(engine.engine, { repositories: ['ledger'] });
    const asked = await box.ask({ text: question });
    const answer = await box.answered(asked);
    expect(answer.text).toBe(`${uncited} [1]`);
    expect(answer.citations.map(short)).toEqual([[1, true, 'identifier', 'parse_cache_type']]);
    expect(answer.trail.at(-1)).toEqual({ kind: 'source', passages: answer.passages.length, after: 'end' });
    expect(await parametersOf(asked.answerId)).toMatchObject({ sourceAsked: true });
    const [prose, mark] = engine.asked;
    expect(mark?.prompt).toBe(`${prose?.prompt}${uncited}`);
    expect(answer.passages).toHaveLength(1);
    expect(mark?.grammar).toBe('root ::= " [" ("none]" | "1]")\n');
    expect(answer.counts.outputTokens).toBe(answer.text.length);
  });

  it('is checked as strictly as one that cited by itself', async () => {
    await using engine = await scripted('It is all in `parse_the_moon`.', ' [1]');
    await using box = await questionBox(engine.engine, { repositories: ['ledger'] });
    const answer = await box.answered(await box.ask({ text: question }));
    expect(answer.citations.map(short)).toEqual([[1, false, 'identifierMissing', 'parse_the_moon']]);
  });

  it('shows no mark where the model names none, and says that it was asked', async () => {
    await using engine = await scripted(uncited, ' [none]');
    await using box = await questionBox(engine.engine, { repositories: ['ledger'] });
    const answer = await box.answered(await box.ask({ text: question }));
    expect([answer.text, answer.citations, answer.trail.at(-1)?.kind]).toEqual([uncited, [], 'source']);
  });

  it.each([
    ['cites by itself', 'The name goes to `parse_cache_type` [1].', { repositories: ['ledger'] }],
    ['says that the passages do not answer', 'The passages do not answer the question.', { repositories: ['ledger'] }],
    ['was asked of no repository', uncited, {}],
  ])('is left alone where it %s', async (_, said, of) => {
    await using engine = await scripted(said, ' [1]');
    await using box = await questionBox(engine.engine, of);
    const asked = await box.ask({ text: question });
    const answer = await box.answered(asked);
    expect([answer.text, engine.asked.length, answer.trail.some((step) => step.kind === 'source')]).toEqual([said, 1, false]);
    expect(await parametersOf(asked.answerId)).toMatchObject({ sourceAsked: false });
  });

  it('is left as it is by an engine that knows no grammar', async () => {
    await using engine = await scripted(uncited);
    await using box = await questionBox(engine.engine, { repositories: ['ledger'] });
    expect(await box.answered(await box.ask({ text: question }))).toMatchObject({ state: 'done', text: uncited, citations: [] });
  });

  it('is asked once more, and shown once, when the engine is killed while it is asked', async () => {
    await using engine = await scripted(uncited, ' [1]');
    engine.hold(uncited.length + 2);
    await using box = await questionBox(engine.engine, { repositories: ['ledger'] });
    const asked = await box.ask({ text: question });
    await waitFor(() => engine.asked.length === 2 && engine.written() === uncited.length + 2);
    const shown = (await viewAnswers([asked.answerId])).get(asked.answerId);
    expect([shown?.text, shown?.trail.at(-1)?.kind]).toEqual([uncited, 'source']);
    engine.crash();
    engine.release();
    const answer = await box.answered(asked);
    expect([answer.text, answer.finishReason, answer.counts.outputTokens]).toEqual([`${uncited} [1]`, 'end', uncited.length + 4]);
    expect(answer.trail.filter((step) => step.kind === 'source')).toHaveLength(1);
  });
});

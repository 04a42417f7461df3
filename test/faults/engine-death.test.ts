import { describe, expect, it } from 'vitest';
import { stopAnswer } from '#server/answers/index.ts';
import { authorize } from '#server/identity/index.ts';
import { jobState, watchJob } from '#server/scheduling/index.ts';
import { isAlive } from '../support/child-processes.ts';
import { console_, questionBox } from '../support/question-box.ts';
import { scriptedEngine } from '../support/scripted-engine.ts';
import { enginePid, starterEngine } from '../support/starter-engine.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { waitFor } from '../support/wait-for.ts';
import { Told } from '../support/watched-job.ts';

const sentences = Array.from({ length: 40 }, (_, n) => `Sentence ${n} says größer 😀 things. `).join('');

/** Watches from the beginning until the job has ended, or only `events` events. */
async function watch(jobId: string, told: Told, events = Number.POSITIVE_INFINITY): Promise<Told> {
  const leaving = new AbortController();
  for await (const { id, event } of watchJob(jobId, told.lastId ?? null, leaving.signal)) {
    told.hear(id, event);
    if (--events <= 0) leaving.abort();
  }
  return told;
}

const withoutGap = (told: Told) => told.numbers.every((number, index) => number === index + 1);

/** Short enough to wait for; a busy machine that is taken for a hang costs a restart more, which changes nothing here. */
const silence = { steps: 10, minMs: 2_000, unmeasuredMs: 30_000, unreadMsPerToken: 0 };

describe('kill -9 of the engine in mid-answer', () => {
  it('leaves the same answer to go on, what was shown kept byte for byte', async () => {
    await using folder = await tempFolder();
    await using scripted = await scriptedEngine({ runtimeDir: folder.path, answer: () => sentences });
    await using box = await questionBox(scripted.engine);
    scripted.hold(200);
    const asked = await box.ask({ text: 'Speak.' });
    const [told, second] = [new Told(), new Told()];
    const watching = watch(asked.jobId, told);
    await waitFor(() => scripted.written() === 200 && told.text.length > 150);
    const shown = told.text;
    scripted.crash();
    scripted.release();
    const answer = await box.answered(asked);
    await watching;
    expect(sentences.startsWith(shown)).toBe(true);
    expect([told.text, answer.text, answer.finishReason]).toEqual([sentences.slice(0, told.text.length), told.text, 'limit']);
    expect(answer.counts.outputTokens).toBe(1_024);
    expect(told.events.filter(({ event }) => event.type === 'continued')).toHaveLength(1);
    expect([withoutGap(told), told.events.at(-1)?.id.split(':')[0]]).toEqual([true, '1']);
    expect((await watch(asked.jobId, second)).events).toEqual(told.events);
    expect((await jobState(asked.jobId))?.attempt).toBe(1);
  });

  it('does not trouble a watcher who comes back in the middle', async () => {
    await using folder = await tempFolder();
    await using scripted = await scriptedEngine({ runtimeDir: folder.path, answer: () => sentences.slice(0, 600) });
    await using box = await questionBox(scripted.engine);
    scripted.hold(100);
    const asked = await box.ask({ text: 'Speak.' });
    const [whole, broken] = [new Told(), new Told()];
    const watching = watch(asked.jobId, whole);
    await waitFor(() => whole.text.length > 50);
    await watch(asked.jobId, broken, 3);
    scripted.crash();
    scripted.release();
    await watch(asked.jobId, broken);
    await watching;
    expect(broken.events).toEqual(whole.events);
    expect(broken.text).toBe(sentences.slice(0, 600));
  });

  it.each(['SIGKILL', 'SIGSTOP'] as const)('holds for the real engine and model, and for one that only hangs (%s)', async (signal) => {
    await using folder = await tempFolder();
    await using starter = await starterEngine({ runtimeDir: folder.path, silence });
    await using box = await questionBox(starter.engine);
    const asked = await box.ask({ text: 'Explain in five long paragraphs how a compiler turns source code into a program.' });
    const told = new Told();
    const watching = watch(asked.jobId, told);
    await waitFor(() => told.text.length > 40, { timeoutMs: 60_000 });
    const shown = told.text;
    const pid = enginePid();
    process.kill(pid, signal);
    await waitFor(() => told.has('continued'), { timeoutMs: 60_000 });
    await waitFor(() => told.text.length > shown.length + 40, { timeoutMs: 60_000 });
    expect(isAlive(pid)).toBe(false);

    await stopAnswer(console_, authorize(console_, 'own', { kind: 'answer', id: asked.answerId, ownerId: 'console' }));
    const answer = await box.answered(asked);
    await watching;
    expect(answer.text.startsWith(shown)).toBe(true);
    expect([answer.text, answer.state, withoutGap(told)]).toEqual([told.text, 'stopped', true]);
  });
});

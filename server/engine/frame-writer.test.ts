import { expect, it } from 'vitest';
import { waitFor } from '#test/support/wait-for.ts';
import { FrameWriter } from './frame-writer.ts';
import type { WireFrame } from './protocol.ts';

function written() {
  const frames: WireFrame[] = [];
  return { frames, writer: new FrameWriter((frame) => frames.push(frame)) };
}

it('writes the first piece at once and groups those that follow closely', () => {
  const { frames, writer } = written();
  writer.add({ ids: [1], text: 'a' });
  expect(frames).toEqual([{ n: 0, ids: [1], text: 'a' }]);
  for (const id of [2, 3, 4]) writer.add({ ids: [id], text: 'b' });
  writer.end({ end: { reason: 'end', promptTokens: 1, cachedTokens: 0, outputTokens: 4 } });
  expect(frames.slice(1).map(({ n, ids, text }) => ({ n, ids, text }))).toEqual([
    { n: 1, ids: [2, 3, 4], text: 'bbb' },
    { n: 4, ids: [], text: '' },
  ]);
});

it('ends a frame at each multiple of 16 tokens of the answer, those of earlier attempts counted, and within no piece', () => {
  const frames: WireFrame[] = [];
  const writer = new FrameWriter((frame) => frames.push(frame), 10);
  for (let n = 0; n < 20; n++) writer.add({ ids: [n, n], text: 'ab' });
  writer.add({ ids: [1, 2, 3], text: 'held' });
  writer.flush();
  const ends = frames.map(({ n, ids }) => 10 + n + ids.length);
  expect(ends).toEqual([12, 16, 32, 48, 53]);
});

it('writes what waits although nothing further comes', async () => {
  const { frames, writer } = written();
  writer.add({ ids: [1], text: 'a' });
  writer.add({ ids: [2], text: 'b' });
  expect(frames).toHaveLength(1);
  await waitFor(() => frames.length === 2);
  expect(frames[1]).toEqual({ n: 1, ids: [2], text: 'b' });
});

it('writes nothing more once it is cancelled', async () => {
  const { frames, writer } = written();
  writer.add({ ids: [1], text: 'a' });
  writer.add({ ids: [2], text: 'b' });
  writer.cancel();
  const later = written();
  later.writer.add({ ids: [1], text: 'a' });
  later.writer.add({ ids: [2], text: 'b' });
  await waitFor(() => later.frames.length === 2);
  expect(frames).toHaveLength(1);
});

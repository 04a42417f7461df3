import { describe, expect, it } from 'vitest';
import { choicesTo, exchanges, shownThread, type TreeMessage } from './thread.ts';

const say = (id: string, parentId: string | null, createdAtMs: number): TreeMessage => ({
  id,
  parentId,
  author: id.startsWith('q') ? 'person' : 'assistant',
  createdAtMs,
});
const tree = [say('q1', null, 1), say('a1', 'q1', 2), say('q2', 'a1', 3), say('a2', 'q2', 4), say('a1-again', 'q1', 5)];

describe('shownThread', () => {
  it('follows the newest variant where nothing was chosen', () => {
    expect(shownThread(tree, {}).map((one) => one.message.id)).toEqual(['q1', 'a1-again']);
  });

  it('follows a choice and what stands below it', () => {
    expect(shownThread(tree, { q1: 'a1' }).map((one) => one.message.id)).toEqual(['q1', 'a1', 'q2', 'a2']);
  });

  it('counts variants from one, oldest first', () => {
    expect(shownThread(tree, {})[1]).toMatchObject({ variants: ['a1', 'a1-again'], place: 2 });
    expect(shownThread(tree, { q1: 'a1' })[1]).toMatchObject({ place: 1 });
  });

  it('ignores a choice that is gone and ends with a tree that has a circle', () => {
    expect(shownThread(tree, { q1: 'gone' }).map((one) => one.message.id)).toEqual(['q1', 'a1-again']);
    expect(shownThread([say('q1', 'a1', 1), say('a1', 'q1', 2)], {})).toEqual([]);
  });
});

describe('choicesTo', () => {
  it('puts a message of another variant on the path, with all above it', () => {
    expect(shownThread(tree, choicesTo(tree, 'a2')).map((one) => one.message.id)).toEqual(['q1', 'a1', 'q2', 'a2']);
    expect(choicesTo(tree, 'gone')).toEqual({});
  });

  it('ends in a tree that has a circle', () => {
    expect(choicesTo([say('q1', 'a1', 1), say('a1', 'q1', 2)], 'a1')).toEqual({ q1: 'a1', a1: 'q1' });
  });
});

describe('exchanges', () => {
  it('pairs each question with its answer, and leaves one open that has none yet', () => {
    const pairs = exchanges(shownThread([...tree, say('q3', 'a2', 6)], { q1: 'a1' }));
    expect(pairs.map((pair) => [pair.question?.message.id, pair.answer?.message.id])).toEqual([
      ['q1', 'a1'],
      ['q2', 'a2'],
      ['q3', undefined],
    ]);
  });
});

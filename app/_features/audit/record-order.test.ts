import { expect, it } from 'vitest';
import { orderedDetails } from './record-order.ts';

it('reads what an act was about first, then how it ended, then digests, then ids, whatever order the bytes have', () => {
  const details = {
    answerDigest: 'a'.repeat(64),
    answerId: 'x',
    citations: 2,
    finishReason: 'stop',
    modelName: 'm',
    questionDigest: 'b'.repeat(64),
    repository: 'ledger',
    somethingNew: 1,
  };
  const { about, ended } = orderedDetails(details);
  expect(about.map(([name]) => name)).toEqual(['repository', 'modelName', 'somethingNew']);
  expect(ended.map(([name]) => name)).toEqual(['finishReason', 'citations', 'questionDigest', 'answerDigest', 'answerId']);
});

import { describe, expect, it } from 'vitest';
import { clockDrift } from './clock-drift.ts';

describe('clockDrift', () => {
  it('takes less than two seconds for agreement, since the page itself took some of them', () => {
    expect(clockDrift(1_999)).toEqual({ kind: 'agree' });
    expect(clockDrift(-1_999)).toEqual({ kind: 'agree' });
  });

  it('says which clock is ahead, in a unit that fits', () => {
    expect(clockDrift(-30_000)).toEqual({ kind: 'behind', amount: 30, unit: 's', worrying: false });
    expect(clockDrift(180_000)).toEqual({ kind: 'ahead', amount: 3, unit: 'min', worrying: true });
    expect(clockDrift(-5 * 3_600_000)).toEqual({ kind: 'behind', amount: 5, unit: 'h', worrying: true });
    expect(clockDrift(264 * 24 * 3_600_000)).toEqual({ kind: 'ahead', amount: 264, unit: 'd', worrying: true });
  });
});

import { expect, it } from 'vitest';
import { type Profile, profileRows } from './profile-rows.ts';

const settings = { driver: 'embedded', threads: 1, batch: 128, ubatch: 128, sequences: 4, context: 4_352, kvType: 'f16' } as const;
const speeds = (reading: number) => ({ alone: 50, together: 90, reading });

function candidate(ubatch: number, reading: number | null, score: number): Profile['evidence']['candidates'][number] {
  return {
    settings: { ...settings, ubatch },
    changes: ubatch === 128 ? [] : [{ setting: 'ubatch', planned: '128', tried: String(ubatch) }],
    visits: reading === null ? [] : [{ ...speeds(reading), round: 1, startMs: 10 }],
    median: reading === null ? null : speeds(reading),
    spread: reading === null ? null : { alone: 1, together: 2, reading: 6 },
    ...{ score, fellInRound: null, failure: null, quality: null },
  };
}

const evidence = (candidates: Profile['evidence']['candidates'], winner: number): Profile['evidence'] => ({
  ...{ budgetMs: 1, tookMs: 1, weights: speeds(1), written: 1, read: 1, rounds: 1, candidates, winner },
});

it('shows the plan first, then the winner and the others by how far they came, each with its spread', () => {
  const rows = profileRows(
    evidence([candidate(128, 184, 1), candidate(512, 298, 1.2), candidate(1024, 412, 1.5), candidate(64, 90, 0.7)], 2),
    'reading',
  );
  expect(rows.map(({ median }) => median)).toEqual([184, 412, 298, 90]);
  expect(rows[1]).toEqual({
    changes: [{ setting: 'ubatch', planned: '128', tried: '1024' }],
    isWinner: true,
    median: 412,
    spread: 6,
    runs: 1,
  });
});

it('leaves out what was never measured, and keeps to what fits a chart', () => {
  const many = Array.from({ length: 20 }, (_, at) => candidate(256 + at, 100 + at, 1));
  expect(profileRows(evidence([candidate(128, 184, 1), candidate(512, null, 0)], 0), 'reading')).toHaveLength(1);
  expect(profileRows(evidence([candidate(128, 184, 1), ...many], 0), 'reading')).toHaveLength(7);
});

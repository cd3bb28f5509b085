import { describe, expect, it } from 'vitest';
import { byDay, byHour, weekBefore } from '../src/population/segments/flows';

const now = new Date(2026, 2, 10, 15, 20).getTime();

describe('byHour', () => {
  it('has each hour of a week up to the one that runs, whether or not something moved in it', () => {
    const last = new Date(2026, 2, 10, 15).toISOString();
    const flows = byHour([{ hour: last, entered: 3, left: 1 }], weekBefore(now));

    expect(flows).toHaveLength(168);
    expect(flows.at(-1)).toEqual({ at: Date.parse(last), entered: 3, left: 1 });
    expect(flows.slice(0, -1).every(({ entered, left }) => entered === 0 && left === 0)).toBe(true);
  });
});

describe('byDay', () => {
  it('sums the reader’s own days, newest first, and leaves out one that is known in part', () => {
    const days = byDay(byHour([
      { hour: new Date(2026, 2, 3, 20).toISOString(), entered: 9, left: 9 },
      { hour: new Date(2026, 2, 9, 0).toISOString(), entered: 2, left: 0 },
      { hour: new Date(2026, 2, 9, 23).toISOString(), entered: 1, left: 4 },
    ], weekBefore(now)));

    expect(days).toHaveLength(7);
    expect(days.map(({ entered, left }) => [entered, left])).toEqual([[0, 0], [3, 4], [0, 0], [0, 0], [0, 0], [0, 0], [0, 0]]);
  });
});

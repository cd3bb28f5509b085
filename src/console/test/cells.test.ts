import { describe, expect, it } from 'vitest';
import { byRecencyAndFrequency, revenueOf } from '../src/population/rfm/cells';

describe('byRecencyAndFrequency', () => {
  it('sums over the monetary score', () => {
    const totals = byRecencyAndFrequency([
      { cell: '541', customers: 2, revenue: 10 }, { cell: '545', customers: 3, revenue: 90 }, { cell: '145', customers: 1, revenue: 5 },
    ]);

    expect(totals.get('54')).toEqual({ customers: 5, revenue: 100 });
    expect(totals.get('14')).toEqual({ customers: 1, revenue: 5 });
    expect(totals.get('55')).toBeUndefined();
  });
});

describe('revenueOf', () => {
  const curve = [{ topShare: 0.1, revenueShare: 0.4 }, { topShare: 0.2, revenueShare: 0.7 }];

  it('is what the best so many bring, and nothing where the curve has no such point', () => {
    expect(revenueOf(curve, 0.2)).toBe(0.7);
    expect(revenueOf(curve, 0.25)).toBeNull();
  });
});

import type { RfmFigures } from '../../api/types';

export interface Total { customers: number; revenue: number }

export const scores = [5, 4, 3, 2, 1] as const;

/** Totals by recency and frequency score, whatever the monetary one: `${recency}${frequency}`. */
export function byRecencyAndFrequency(cells: RfmFigures['cells']): Map<string, Total> {
  const totals = new Map<string, Total>();
  for (const { cell, customers, revenue } of cells) {
    const key = cell.slice(0, 2);
    const sum = totals.get(key) ?? { customers: 0, revenue: 0 };
    totals.set(key, { customers: sum.customers + customers, revenue: sum.revenue + revenue });
  }
  return totals;
}

/** The share of revenue that a share of the best customers brings, by the curve's points; null where it has none. */
export const revenueOf = (pareto: RfmFigures['pareto'], top: number): number | null =>
  pareto.find(({ topShare }) => Math.abs(topShare! - top) < 1e-9)?.revenueShare ?? null;

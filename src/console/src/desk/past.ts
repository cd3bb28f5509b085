import type { TimelineItem } from '../api/types';

/** A line of the timeline; `as` is the absorbed id under which it happened, as `a:ID` or `k:ID`. */
export interface Line { key: string; item: TimelineItem; as: string | null; more: boolean }

const machinery = new Set(['mergedInto', 'absorbDelivered']);

/** The items with, after each absorption, what the absorbed id did before. */
export function withPast(items: TimelineItem[], as: string | null = null, above = ''): Line[] {
  return items.flatMap((item) => {
    if (as && machinery.has(item.entry)) return [];
    const key = `${above}${item.sequence}/${item.index}`;
    const past = item.absorbed ? withPast(item.absorbed.items, item.other ?? null, key + '>') : [];
    return [{ key, item, as, more: Boolean(item.absorbed?.more) }, ...past];
  });
}

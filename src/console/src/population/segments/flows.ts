import type { SegmentHour } from '../../api/types';
import { dayOf } from '../../app/format';

const hourMs = 3_600_000;
export const shownDays = 7;

/** The beginning of the whole hour so many days ago, from which a week of flows is shown. */
export const weekBefore = (now: number) => new Date((Math.floor(now / hourMs) + 1) * hourMs - shownDays * 24 * hourMs).toISOString();

export interface Flow { at: number; entered: number; left: number }

/** Every hour from an instant on; the server leaves out those in which nothing moved. */
export function byHour(hours: SegmentHour[], from: string): Flow[] {
  const begin = Date.parse(from);
  const known = new Map(hours.map((hour) => [Date.parse(hour.hour), hour]));
  return Array.from({ length: shownDays * 24 }, (_, i) => {
    const at = begin + i * hourMs;
    const found = known.get(at);
    return { at, entered: found?.entered ?? 0, left: found?.left ?? 0 };
  });
}

/** The same by the days of the business, newest first; a day of which only the end is known is left out. */
export function byDay(flows: Flow[]): Flow[] {
  const days = new Map<string, Flow>();
  for (const { at, entered, left } of flows) {
    const day = dayOf(at);
    const sum = days.get(day) ?? { at, entered: 0, left: 0 };
    days.set(day, { at: sum.at, entered: sum.entered + entered, left: sum.left + left });
  }
  return [...days.values()].reverse().slice(0, shownDays);
}

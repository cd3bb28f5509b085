import type { Lags } from '../../api/types';
import { count, time } from '../../app/format';

type Counted = Pick<Lags, 'lack' | 'enough' | 'returned' | 'gaps' | 'nextFitAt'>;

/** A fit within so many milliseconds is due now: it is before anybody has read when. */
const soon = 2_000;

/** Why no model holds, as a text with its values. */
export function whyNone({ lack, enough, returned, gaps, nextFitAt }: Counted, now: number) {
  const isDueNow = lack === 'due' && (nextFitAt == null || Date.parse(nextFitAt) <= now + soon);
  return {
    key: isDueNow ? 'lags.lack.dueNow' : `lags.lack.${lack ?? 'tooFew'}`,
    values: { enough: count(enough), returned: count(returned), further: count(gaps - returned), when: nextFitAt ? time(nextFitAt) : '' },
  };
}

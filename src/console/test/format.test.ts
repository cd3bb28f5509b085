import { describe, expect, it } from 'vitest';
import { age } from '../src/app/format';

const minute = 1 / 1440;

describe('age', () => {
  it.each([
    [-minute, '0', 'minutes'], [0.5 * minute, '0', 'minutes'], [59 * minute, '59', 'minutes'],
    [61 * minute, '1', 'hours'], [0.99, '23', 'hours'], [1, '1', 'days'], [89, '89', 'days'], [92, '3', 'months'],
  ])('of %d days is %s %s', (days, value, unit) => expect(age(days)).toEqual({ value, unit }));
});

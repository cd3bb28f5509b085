import { describe, expect, it } from 'vitest';
import { age, date, dateTime, days, share, zone } from '../src/app/format';

const minute = 1 / 1440;

describe('age', () => {
  it.each([
    [-minute, '0', 'minutes'], [0.5 * minute, '0', 'minutes'], [59 * minute, '59', 'minutes'],
    [61 * minute, '1', 'hours'], [0.99, '23', 'hours'], [1, '1', 'days'], [89, '89', 'days'], [92, '3', 'months'],
  ])('of %d days is %s %s', (days, value, unit) => expect(age(days)).toEqual({ value, unit }));
});

describe('share', () => {
  it.each([[0, '0%'], [0.004, '0.4%'], [0.0999, '10%'], [0.345, '35%']])('of %d is %s', (value, said) => expect(share(value)).toBe(said));
});

describe('days', () => {
  it.each([[0.5, '12', 'hours'], [1.99, '48', 'hours'], [9.44, '9.4', 'days'], [28.6, '29', 'days']])('of %d are %s %s', (value, number, unit) =>
    expect(days(value)).toEqual({ value: number, unit }));
});

describe('dateTime', () => {
  const instant = '2026-03-02T12:00:00Z';

  it('says the time zone that it is in', () => {
    expect(zone(Date.parse(instant))).not.toBe('');
    expect(dateTime(instant).endsWith(` ${zone(Date.parse(instant))}`)).toBe(true);
  });

  it('begins with the day alone of date', () => expect(dateTime(instant).startsWith(date(instant))).toBe(true));
});

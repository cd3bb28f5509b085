import { afterEach, describe, expect, it } from 'vitest';
import { age, clock, count, date, dateTime, dayOf, days, money, offset, percent, share, showTimesIn, time, year } from '../src/app/format';

const minute = 1 / 1440;

describe('age', () => {
  it.each([
    [-minute, '0', 'minutes'], [0.5 * minute, '0', 'minutes'], [59 * minute, '59', 'minutes'], [119 * minute, '119', 'minutes'],
    [121 * minute, '2', 'hours'], [1.99, '47', 'hours'], [2, '2', 'days'], [297.8, '297', 'days'],
  ])('of %d days is %s %s', (days, value, unit) => expect(age(days)).toEqual({ value, unit }));
});

describe('numbers', () => {
  it('are cut and not rounded up, so that they agree with reasons', () => {
    expect(count(89.99)).toBe('89');
    expect(percent(0.349)).toBe('34%');
    expect(money(600.5390625, 'USD')).toBe('$600.53');
    expect(money(-600.539, 'USD')).toBe('-$600.53');
  });

  it('do not lose a cent to binary fractions', () => {
    expect(money(3 * 19.99, 'USD')).toBe('$59.97');
    expect(percent(0.29)).toBe('29%');
  });
});

describe('money', () => {
  it('leaves out the cents of whole amounts, and those of a currency without any', () => {
    expect(money(129, 'USD')).toBe('$129');
    expect(money(66_150.4, 'KRW')).toBe('₩66,150');
    expect(money(2_501_843.9, 'USD', true)).toBe('$2,501,843');
  });
});

describe('share', () => {
  it.each([[0, '0%'], [0.00002, '< 0.1%'], [0.004, '0.4%'], [0.0999, '9.9%'], [0.345, '34%']])('of %d is %s', (value, said) => expect(share(value)).toBe(said));
});

describe('days', () => {
  it.each([[0.5, '12', 'hours'], [1.99, '47', 'hours'], [9.44, '9.4', 'days'], [28.6, '28', 'days']])('of %d are %s %s', (value, number, unit) =>
    expect(days(value)).toEqual({ value: number, unit }));
});

describe('times', () => {
  const newYear = '2026-12-31T15:30:05Z';
  afterEach(() => showTimesIn(undefined));

  it('are those of the business, wherever the browser is', () => {
    showTimesIn('Asia/Seoul');

    expect([time(newYear), clock(newYear), date(newYear), year(newYear), dayOf(Date.parse(newYear))])
      .toEqual(['00:30:05', '00:30', '1 Jan 2027', '2027', '2027-01-01']);
    expect(dateTime(newYear)).toBe('1 Jan 2027, 00:30');
    expect(offset(Date.parse(newYear))).toBe('GMT+9');
  });
});

import { afterEach, describe, expect, it } from 'vitest';
import { age, clock, count, cut, date, dateTime, dayOf, days, money, offset, percent, pValue, share, showTimesIn, significant, time, year } from '../src/app/format';

const minute = 1 / 1440;

describe('age', () => {
  it.each([
    [-minute, '0', 'minutes'], [0.5 * minute, '0', 'minutes'], [59 * minute, '59', 'minutes'], [119 * minute, '119', 'minutes'],
    [121 * minute, '2', 'hours'], [1.99, '47', 'hours'], [2, '2', 'days'], [297.8, '297', 'days'],
  ])('of %d days is %s %s', (days, value, unit) => expect(age(days)).toEqual({ value, unit }));
});

describe('numbers', () => {
  it('are rounded half away from zero', () => {
    expect([count(89.5), count(-2.5), count(-0.3), count(2.345, 2)]).toEqual(['90', '-3', '0', '2.35']);
    expect([percent(0.345), percent(0.3495, 1)]).toEqual(['35%', '35%']);
    expect([money(600.5390625, 'USD'), money(-600.535, 'USD'), money(99.999, 'USD')]).toEqual(['$600.54', '-$600.54', '$100']);
  });

  it('have the digits that their size needs where it is not known', () => {
    expect([significant(0.000_123_456), significant(4.41449), significant(12_345.6), significant(0)]).toEqual(['0.0001235', '4.414', '12,350', '0']);
  });

  it('of probabilities near none are told by their power of ten', () => {
    expect([pValue(0.0416), pValue(0.000_96), pValue(0)]).toEqual(['0.042', '1e-3', '0']);
  });
});

describe('cut numbers', () => {
  it('never reach what a rule wants before they do, so that they agree with reasons', () => {
    expect([cut.count(89.99), cut.count(2.97, 1), cut.percent(0.8996), cut.share(0.8996)]).toEqual(['89', '2.9', '89%', '89%']);
    expect([cut.money(99.996, 'USD'), cut.money(99_999.6, 'KRW'), cut.money(-600.539, 'USD')]).toEqual(['$99.99', '₩99,999', '-$600.53']);
    expect(cut.days(28.6)).toEqual({ value: '28', unit: 'days' });
  });

  it('do not lose a cent to binary fractions', () => {
    expect(cut.money(3 * 19.99, 'USD')).toBe('$59.97');
    expect(cut.percent(0.29)).toBe('29%');
  });
});

describe('money', () => {
  it('leaves out the cents of whole amounts, and those of a currency without any', () => {
    expect(money(129, 'USD')).toBe('$129');
    expect(money(66_150.4, 'KRW')).toBe('₩66,150');
    expect(money(2_501_843.9, 'USD', true)).toBe('$2,501,844');
  });
});

describe('share', () => {
  it.each([[0, '0%'], [0.00002, '< 0.1%'], [0.004, '0.4%'], [0.0996, '10%'], [0.345, '35%'], [0.996, '99.6%'], [0.9999, '> 99.9%'], [1, '100%']])(
    'of %d is %s', (value, said) => expect(share(value)).toBe(said));
});

describe('days', () => {
  it.each([[0.5, '12', 'hours'], [1.99, '48', 'hours'], [9.46, '9.5', 'days'], [28.6, '29', 'days']])('of %d are %s %s', (value, number, unit) =>
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

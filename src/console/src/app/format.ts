import { currentLanguage } from './i18n';

const locale = () => (currentLanguage() === 'ko' ? 'ko-KR' : 'en-GB');

/** To six decimals, as the server has it: 59.969999999999995 is 59.97 before it is cut. */
const plain = (value: number) => Number(value.toFixed(6));

/** Numbers in the reader's language, each to the digits that are sensible for its kind. */
function numbers(roundingMode: 'halfExpand' | 'trunc') {
  const to = (maximumFractionDigits: number) => ({ roundingMode, maximumFractionDigits, signDisplay: 'negative' }) as const;
  const count = (value: number, digits = 0) => plain(value).toLocaleString(locale(), to(digits));

  /** An amount to its currency's smallest unit, which whole amounts go without; sums over many customers may do without it at all. */
  const money = (value: number, currency: string, whole = false) =>
    plain(value).toLocaleString(currentLanguage() === 'ko' ? 'ko-KR' : 'en-US', {
      roundingMode, signDisplay: 'negative', style: 'currency', currency, currencyDisplay: 'narrowSymbol',
      ...(whole ? { maximumFractionDigits: 0 } : { trailingZeroDisplay: 'stripIfInteger' }),
    });

  const percent = (value: number, digits = 0) => plain(value).toLocaleString(locale(), { ...to(digits), style: 'percent' });

  /** A share of a whole; one near none or all keeps a digit more, so that it does not look like it. */
  const share = (value: number) => {
    if (value > 0 && value < 0.001) return `< ${percent(0.001, 1)}`;
    if (value > 0.999 && value < 1) return `> ${percent(0.999, 1)}`;
    return percent(value, (value > 0 && value < 0.1) || (value > 0.99 && value < 1) ? 1 : 0);
  };

  /** A time span as people say it: hours below two days, then days. */
  const days = (value: number): Span =>
    value < 2 ? { value: count(value * 24), unit: 'hours' } : { value: count(value, value < 10 ? 1 : 0), unit: 'days' };

  return { count, money, percent, share, days };
}

export interface Span { value: string; unit: 'hours' | 'days' }

export const { count, money, percent, share, days } = numbers('halfExpand');

/**
 * A customer's own figures, which stand beside reasons that compare them with what a rule wants: cut and never rounded up, as
 * the reasons are, so that 99.99 does not read as the 100 that was missed.
 */
export const cut = numbers('trunc');

/** A number of any size, such as a parameter, to four significant digits. */
export const significant = (value: number) => value.toLocaleString(locale(), { maximumSignificantDigits: 4, signDisplay: 'negative' });

/** A probability that may be very small: below a thousandth only its power of ten matters. */
export const pValue = (value: number) => (value >= 0.001 || value === 0 ? count(value, 3) : value < 1e-99 ? '< 1e-99' : value.toExponential(0));

let business: string | undefined;

/** The time zone of all times that are shown from now on, as the playbook names it; the browser's own until one is known. */
export const showTimesIn = (zone: string | undefined) => void (business = zone);

export const time = (instant: string) => new Date(instant).toLocaleTimeString(locale(), { timeZone: business, hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false });

/** To the minute. */
export const clock = (instant: string) => new Date(instant).toLocaleTimeString(locale(), { timeZone: business, hour: '2-digit', minute: '2-digit', hour12: false });

export const date = (instant: string) => new Date(instant).toLocaleDateString(locale(), { timeZone: business, dateStyle: 'medium' });

export const year = (instant: string) => new Date(instant).toLocaleDateString('en', { timeZone: business, year: 'numeric' });

export const weekday = (instant: number) => new Date(instant).toLocaleDateString(locale(), { timeZone: business, weekday: 'short' });

/** The day that an instant is on, as 2026-03-02. */
export const dayOf = (instant: number) => new Date(instant).toLocaleDateString('en-CA', { timeZone: business });

export const dateTime = (instant: string) => new Date(instant).toLocaleString(locale(), {
  timeZone: business, year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hour12: false,
});

/** How far the shown times are from universal time as of an instant, such as GMT+9. */
export const offset = (instant: number) =>
  new Intl.DateTimeFormat(locale(), { timeZone: business, timeZoneName: 'short' }).formatToParts(instant).find((part) => part.type === 'timeZoneName')?.value ?? '';

const units: [Intl.RelativeTimeFormatUnit, number][] = [['year', 31_557_600], ['month', 2_629_800], ['day', 86_400], ['hour', 3_600], ['minute', 60]];

/** "3 minutes ago", "in 2 days", "now"; rounded towards zero so that nothing is said before it is true. */
export function ago(instant: string, now = Date.now()): string {
  const seconds = (Date.parse(instant) - now) / 1000;
  // Months and years have no short form that everybody knows.
  const format = (unit: Intl.RelativeTimeFormatUnit) =>
    new Intl.RelativeTimeFormat(locale(), { numeric: 'auto', style: unit === 'month' || unit === 'year' ? 'long' : 'short' });
  for (const [unit, size] of units) {
    if (Math.abs(seconds) >= size) return format(unit).format(Math.trunc(seconds / size), unit);
  }
  return format('second').format(Math.abs(seconds) < 5 ? 0 : Math.trunc(seconds), 'second');
}

/** The same for what has happened: a page's own clock, renewed now and then, must not put it into the future. */
export const since = (instant: string, now: number) => ago(instant, Math.max(now, Date.parse(instant)));

/** Days since a purchase in the unit that the server's reasons say them in: minutes, hours from two on, days from two on. */
export function age(days: number): { value: string; unit: 'minutes' | 'hours' | 'days' } {
  if (days >= 2) return { value: count(Math.floor(days)), unit: 'days' };
  if (days * 24 >= 2) return { value: count(Math.floor(days * 24)), unit: 'hours' };
  return { value: count(Math.max(0, Math.floor(days * 1440))), unit: 'minutes' };
}

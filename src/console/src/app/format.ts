import { currentLanguage } from './i18n';

const locale = () => (currentLanguage() === 'ko' ? 'ko-KR' : 'en-GB');

export const count = (value: number, digits = 0) => value.toLocaleString(locale(), { maximumFractionDigits: digits, minimumFractionDigits: 0 });

export const money = (value: number, currency: string) =>
  value.toLocaleString(currentLanguage() === 'ko' ? 'ko-KR' : 'en-US', {
    style: 'currency', currency, currencyDisplay: 'narrowSymbol', maximumFractionDigits: Math.abs(value) >= 10_000 ? 0 : 2,
  });

export const percent = (value: number, digits = 0) => value.toLocaleString(locale(), { style: 'percent', maximumFractionDigits: digits });

/** A share of a whole; a small one keeps a digit more, so that it does not look like none. */
export const share = (value: number) => percent(value, value > 0 && value < 0.1 ? 1 : 0);

/** A probability that may be very small: below a thousandth only its power of ten matters. */
export const pValue = (value: number) => (value >= 0.001 || value === 0 ? count(value, 3) : value < 1e-99 ? '< 1e-99' : value.toExponential(0));

/** A time span as people say it: hours below two days, then days. */
export const days = (value: number): { value: string; unit: 'hours' | 'days' } =>
  value < 2 ? { value: count(value * 24), unit: 'hours' } : { value: count(value, value < 10 ? 1 : 0), unit: 'days' };

export const time = (instant: string) => new Date(instant).toLocaleTimeString(locale(), { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false });

export const date = (instant: string) => new Date(instant).toLocaleDateString(locale(), { dateStyle: 'medium' });

export const weekday = (instant: number) => new Date(instant).toLocaleDateString(locale(), { weekday: 'short' });

/** With its time zone, which is that of the browser and not of the customer or the shop. */
export const dateTime = (instant: string) => new Date(instant).toLocaleString(locale(), {
  year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hour12: false, timeZoneName: 'short',
});

/** The time zone of all times shown as of an instant, such as GMT+9. */
export const zone = (instant: number) =>
  new Intl.DateTimeFormat(locale(), { timeZoneName: 'short' }).formatToParts(instant).find((part) => part.type === 'timeZoneName')?.value ?? '';

const units: [Intl.RelativeTimeFormatUnit, number][] = [['year', 31_557_600], ['month', 2_629_800], ['day', 86_400], ['hour', 3_600], ['minute', 60]];

/** "3 minutes ago", "in 2 days", "now"; rounded towards zero so that nothing is said before it is true. */
export function ago(instant: string, now = Date.now()): string {
  const seconds = (Date.parse(instant) - now) / 1000;
  const format = new Intl.RelativeTimeFormat(locale(), { numeric: 'auto', style: 'short' });
  for (const [unit, size] of units) {
    if (Math.abs(seconds) >= size) return format.format(Math.trunc(seconds / size), unit);
  }
  return format.format(Math.abs(seconds) < 5 ? 0 : Math.trunc(seconds), 'second');
}

/** The same for what has happened: a page's own clock, renewed now and then, must not put it into the future. */
export const since = (instant: string, now: number) => ago(instant, Math.max(now, Date.parse(instant)));

/** Days since a purchase as people say them: minutes in the first hour, hours on the first day, then days, then months. */
export function age(days: number): { value: string; unit: 'minutes' | 'hours' | 'days' | 'months' } {
  if (days < 1 / 24) return { value: count(Math.max(0, Math.floor(days * 1440))), unit: 'minutes' };
  if (days < 1) return { value: count(Math.floor(days * 24)), unit: 'hours' };
  if (days < 90) return { value: count(Math.floor(days)), unit: 'days' };
  return { value: count(Math.floor(days / 30.4375)), unit: 'months' };
}

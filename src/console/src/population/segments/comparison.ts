import type { TFunction } from 'i18next';
import type { Condition } from '../../api/playbook';
import { count } from '../../app/format';

const units = { d: 'days', h: 'hours', m: 'minutes', s: 'seconds' } as const;

/** What a condition wants of its field, in words: "at least 4 within 30 days". */
export function comparison(t: TFunction, { op, value, within }: Condition): string {
  const wanted = t(`condition.op.${op}`, { value: (Array.isArray(value) ? value : [value]).map((one) => said(t, one)).join(', '), defaultValue: op ?? '' });
  return within ? t('condition.within', { wanted, time: said(t, within) }) : wanted;
}

function said(t: TFunction, value: unknown): string {
  if (typeof value === 'boolean') return t(value ? 'condition.yes' : 'condition.no');
  if (typeof value === 'number') return count(value, 6);
  const time = /^(\d+)([dhms])$/.exec(String(value));
  return time ? t(`condition.${units[time[2] as keyof typeof units]}`, { count: Number(time[1]) }) : String(value);
}

import i18next from 'i18next';
import { describe, expect, it } from 'vitest';
import en from '../src/locales/en.json';
import { comparison } from '../src/population/segments/comparison';

await i18next.init({ resources: { en: { translation: en } }, lng: 'en', showSupportNotice: false });

describe('comparison', () => {
  it.each([
    [{ op: 'atLeast', value: 8, within: '30d' }, 'at least 8, within 30 days'],
    [{ op: 'lessThan', value: '1h' }, 'less than 1 hour'],
    [{ op: 'in', value: ['gold', 'platinum'] }, 'is one of gold, platinum'],
    [{ op: 'equals', value: true }, 'is yes'],
    [{ op: 'unknown' }, 'is not known'],
    [{ op: 'resembles', value: 1 }, 'resembles'],
  ])('says %j', (condition, words) => expect(comparison(i18next.t, condition)).toBe(words));
});

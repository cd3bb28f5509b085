import i18next from 'i18next';
import { describe, expect, it } from 'vitest';
import { emptyReason } from '../src/desk/emptyReason';
import en from '../src/locales/en.json';

await i18next.init({ resources: { en: { translation: en } }, lng: 'en', showSupportNotice: false });

describe('emptyReason', () => {
  it.each([
    ['applicability: dropped 9 of 13 offers', '9 of 13 offers, not relevant now'],
    ['rank: all 2 offers that fit are shown', 'all 2 offers that fit are shown'],
    ['placement: no offer has a treatment for it', 'no offer has content for this place'],
    ['something new', 'something new'],
  ])('says %s', (reason, words) => expect(emptyReason(i18next.t, reason)).toBe(words));
});

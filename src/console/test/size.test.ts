import i18next from 'i18next';
import { describe, expect, it } from 'vitest';
import { showTimesIn } from '../src/app/format';
import en from '../src/locales/en.json';
import { counted, size } from '../src/population/segments/size';

await i18next.init({ resources: { en: { translation: en } }, lng: 'en', showSupportNotice: false });
showTimesIn('Asia/Seoul');
const at = '2026-03-02T12:00:00Z';

describe('size', () => {
  it.each([
    [{ members: 1200 }, '1,200', undefined],
    [{ members: null }, '–', undefined],
    [{ members: 1200, membersAsOf: at }, 'about 1,200', 'as of 21:00:00'],
    [{ members: 1200, membersAsOf: at, membersUnreadable: 2 }, 'about 1,200', 'as of 21:00:00, 2 customers cannot be read and are left out'],
    [{ members: 1200, membersAsOf: at, membersLow: 1100, membersHigh: 1300 }, 'about 1,200', 'as of 21:00:00, 1,100 to 1,300'],
  ])('of %j is %s', (segment, said, note) => {
    expect(size(i18next.t, segment)).toBe(said);
    expect(counted(i18next.t, segment)).toBe(note);
  });
});

import i18next from 'i18next';
import { describe, expect, it } from 'vitest';
import { showTimesIn } from '../src/app/format';
import en from '../src/locales/en.json';
import { whyNone } from '../src/population/lag/whyNone';

await i18next.init({ resources: { en: { translation: en } }, lng: 'en', showSupportNotice: false });
showTimesIn('Asia/Seoul');

const nextFitAt = '2026-03-02T12:00:20Z';
const said = (lack: 'tooFew' | 'due' | 'noneFits', now = '2026-03-02T12:00:00Z') => {
  const { key, values } = whyNone({ lack, enough: 30, returned: 1200, gaps: 1210, nextFitAt: lack === 'tooFew' ? null : nextFitAt }, Date.parse(now));
  return i18next.t(key, values);
};

describe('whyNone', () => {
  it('says too few only when it is so', () => {
    expect(said('tooFew')).toBe('Too few customers have come back for a model: it takes 30, and as many further gaps of theirs. So far there are 1,200, with 10 further gaps.');
    expect(said('due')).toBe('Enough customers have come back. The first model is due at 21:00:20.');
    expect(said('due', nextFitAt)).toBe('Enough customers have come back. The first model is due now.');
    expect(said('noneFits')).toBe('No model fits these gaps as they are. The next try is at 21:00:20.');
  });
});

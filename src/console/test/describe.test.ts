import { describe as suite, expect, it } from 'vitest';
import i18next from 'i18next';
import en from '../src/locales/en.json';
import { describe } from '../src/desk/describe';

await i18next.init({ resources: { en: { translation: en } }, lng: 'en', showSupportNotice: false });
const named = (all: Record<string, string>) => (id: string) => all[id] ?? id;
const names = {
  offer: named({ 'tent-week': 'Tent week' }), channel: named({ web: 'Web shop' }), purpose: named({ news: 'News by post' }), segment: named({ loyal: 'Regulars' }),
  product: named({ p2: 'Lamp' }), because: (_: string, reason: string | null | undefined) => reason ?? undefined,
};
const line = (interaction: Record<string, unknown> & { type: string }) =>
  describe(i18next.t, { sequence: 1, index: 0, at: '2026-01-01T00:00:00Z', entry: 'recorded', interaction }, 'USD', names);

suite('describe', () => {
  it('names what was viewed', () =>
    expect(line({ type: 'productViewed', product: { productId: 'p', category: 'sports.camping' }, channel: 'web' })).toMatchObject({ title: 'Viewed', detail: 'Camping · Web shop' }));

  it('names amount and the first products of an order', () =>
    expect(line({ type: 'orderCompleted', amount: 20, currency: 'USD', products: [{ name: 'A' }, { name: 'B' }, { name: 'C' }] }).detail).toBe('$20 · A · B · +1'));

  it('tells the changes of a cart apart', () => expect(line({ type: 'cartChanged', change: 'checkoutStarted', products: [] }).title).toBe('Started checkout'));

  it('calls an offer by its name, and by its id where it has none', () => {
    expect(line({ type: 'offerDeclined', offerId: 'tent-week', channel: 'web' }).detail).toBe('Tent week · Web shop');
    expect(line({ type: 'offerDeclined', offerId: 'gone' }).detail).toBe('gone');
  });

  it('shows a custom interaction by its own name', () => expect(line({ type: 'custom', name: 'Quiz Finished' }).title).toBe('Quiz Finished'));

  it('calls a product as the playbook does before what the shop called it', () =>
    expect(line({ type: 'productViewed', product: { productId: 'p2', name: 'SKU 2' } }).detail).toBe('Lamp'));

  it('calls segments and purposes by their names', () => {
    const entered = { sequence: 1, index: 0, at: '2026-01-01T00:00:00Z', entry: 'segmentEntered', segment: 'loyal', reason: '8 orders' };

    expect(describe(i18next.t, entered, 'USD', names)).toMatchObject({ title: 'Entered segment', detail: 'Regulars · 8 orders' });
    expect(line({ type: 'consentChanged', purpose: 'news', granted: true }).detail).toBe('News by post · agreed');
  });
});

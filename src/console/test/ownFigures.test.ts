import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import i18next from 'i18next';
import { createElement } from 'react';
import type { FunctionComponent } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import type { CustomerView, Rfm } from '../src/api/types';
import { Affinities } from '../src/desk/Facts';
import { NextBought } from '../src/desk/NextBought';
import { Outlook } from '../src/desk/Outlook';
import { RfmTiles } from '../src/desk/RfmTiles';
import { SessionAndCart } from '../src/desk/SessionAndCart';
import en from '../src/locales/en.json';

await i18next.init({ resources: { en: { translation: en } }, lng: 'en', showSupportNotice: false, interpolation: { escapeValue: false } });

const client = new QueryClient();

/** What a part of the desk says, as text. */
function said<P extends object>(part: FunctionComponent<P>, props: P): string {
  const page = document.createElement('div');
  page.innerHTML = renderToStaticMarkup(
    createElement(QueryClientProvider, { client }, createElement(MantineProvider, { env: 'test' }, createElement(part, props))));
  page.querySelectorAll('style').forEach((style) => style.remove());
  return page.textContent;
}

const rfm = { currency: 'USD', monetary: 99.996, averageOrder: 49.998, frequency: 2, purchaseDays: 2, refunded: 0 } as Rfm;

describe("a customer's own figures", () => {
  it('of RFM do not reach what a rule wants before they do', () => {
    expect(said(RfmTiles, { rfm })).toMatch(/\$99\.99.*\$49\.99/);
  });

  it('of the outlook do not either, while a range is rounded', () => {
    const view = {
      rfm,
      scores: { all: { group: 'loyal', cell: '444', topShare: 0.2496 } },
      lag: { stage: 'active', dueAt: '2026-03-02T12:00:00Z', usualDays: 28.6, returnChance: 0.8996 },
      lifetime: {
        alive: 0.8996, horizonMonths: 12, rangeProbability: 0.9, value: { mean: 99.996, low: 9.996, high: 199.996 },
        purchases: [{ days: 365, mean: 2.97, low: 0.97, high: 5.97 }],
      },
    } as unknown as CustomerView;

    const outlook = said(Outlook, { view });

    expect(outlook).toContain('top 24%');
    expect(outlook).toContain('usually every 28 days, 89% chance');
    expect(outlook).toContain('Still a customer89%');
    expect(outlook).toContain('2.91 to 6');
    expect(outlook).toContain('$99.99$10 to $200');
  });

  it('of tastes and the cart do not either', () => {
    const line = { productId: 'p', name: 'Lamp', category: null, quantity: 1, price: 99.996 };

    expect(said(Affinities, { affinities: [{ category: 'audio', score: 1, share: 0.4996 }] })).toContain('49%');
    expect(said(SessionAndCart, { session: null, cart: [line], currency: 'USD' })).toMatch(/\$99\.99.*\$99\.99/);
  });

  it('of what is often bought next do not either', () => {
    client.setQueryData(['related', 'p', 'together'], { products: [{ from: 'p', fromName: 'Pad', to: 'q', toName: 'Quill', confidence: 0.2996 }] });

    const cart = [{ productId: 'p', name: null, category: null, quantity: 1, price: null }];

    expect(said(NextBought, { subject: { customerId: 'c' }, cart })).toContain('Quill q with Pad (p)29%');
  });
});

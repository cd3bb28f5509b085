import { describe, expect, it } from 'vitest';
import en from '../src/locales/en.json';
import ko from '../src/locales/ko.json';

const texts = (tree: object, above = ''): [string, string][] =>
  Object.entries(tree).flatMap(([name, value]) => (typeof value === 'object' ? texts(value, `${above}${name}.`) : [[above + name, String(value)] as [string, string]]));

const keys = (tree: object) => [...new Set(texts(tree).map(([key]) => key.replace(/_(one|other)$/, '')))].sort();

/** Words that Koreans write as they are: names of models and measures, and the button that leads to the other language. */
const same = new Set(['preferences.language', 'overview.docs', 'lifetime.occasion.none', 'population.view.rfm', 'category.electronics-tv']);
const isSame = (key: string) => same.has(key) || key.startsWith('modelName.') || key === 'shop.name';

const sources = Object.values(import.meta.glob<string>(['../src/**/*.{ts,tsx}', '!**/api.d.ts'], { query: '?raw', import: 'default', eager: true }));

describe('locales', () => {
  it('say the same things in English and Korean', () => expect(keys(ko)).toEqual(keys(en)));

  it('have the texts that the screens ask for', () => {
    const known = new Set(keys(en));
    const asked = sources.flatMap((source) => [...source.matchAll(/\bt\('([\w.-]+)'/g)].map(([, key]) => key!));

    expect(asked.length).toBeGreaterThan(200);
    expect(asked.filter((key) => !known.has(key))).toEqual([]);
  });

  it('say Korean things in Korean', () =>
    expect(texts(ko).filter(([key, text]) => !isSame(key) && /[a-z]/i.test(text.replace(/\{\{.*?\}\}/g, '')) && !/[가-힣]/.test(text))).toEqual([]));

  it('fill the same places in both languages', () => {
    const english = new Map(texts(en));
    const places = (text: string | undefined) => new Set([...(text ?? '').matchAll(/\{\{(\w+)/g)].map(([, place]) => place));
    const odd = texts(ko).filter(([key, text]) => {
      const other = english.get(key) ?? english.get(`${key}_other`);
      return other !== undefined && [...places(text)].some((place) => !places(other).has(place));
    });

    expect(odd.map(([key]) => key)).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import en from '../src/locales/en.json';
import ko from '../src/locales/ko.json';

const paths = (tree: object, above = ''): string[] =>
  Object.entries(tree).flatMap(([name, value]) => (typeof value === 'object' ? paths(value, `${above}${name}.`) : [above + name.replace(/_(one|other)$/, '')]));

const unique = (tree: object) => [...new Set(paths(tree))].sort();

describe('locales', () => {
  it('say the same things in English and Korean', () => expect(unique(ko)).toEqual(unique(en)));
});

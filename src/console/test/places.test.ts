import { describe, expect, it } from 'vitest';
import { lineOf, nearest, placesOf } from '../src/population/preview/places';

const text = `{
  "all": [
    { "field": "recency", "op": "atLeast", "value": "60d" },
    { "field": "a \\"b\\" c", "value": [1, -2.5e3, true, null] }
  ]
}`;

const at = (path: string) => {
  const found = placesOf(text);
  if ('broken' in found) throw new Error('is JSON');
  const place = found.places.get(path);
  return place && text.slice(place.start, place.end);
};

describe('placesOf', () => {
  it.each([
    ['$.all[0].op', '"atLeast"'], ['$.all[0].value', '"60d"'], ['$.all[1].field', '"a \\"b\\" c"'], ['$.all[1].value[1]', '-2.5e3'], ['$.all[1].value[3]', 'null'],
    ['$.all[1].value', '[1, -2.5e3, true, null]'], ['$', text],
  ])('finds %s', (path, value) => expect(at(path)).toBe(value));

  it.each([
    ['{"a" 1}', 5], ['{"a": 1,}', 8], ['[1 2]', 3], ['{"a": tru}', 6], ['{"a": "x', 6], ['{"a": [1}', 8], ['{"a": 1', 7], ['', 0], ['{} x', 3], ['[,1]', 1], ["{'a': 1}", 1], ['{"a": 01}', 7], ['"a\nb"', 0],
  ])('says where %j stops being JSON', (broken, offset) => expect(placesOf(broken)).toEqual({ broken: offset }));
});

describe('nearest', () => {
  it('puts what is missing where it should stand', () => {
    const found = placesOf(text);
    if ('broken' in found) throw new Error('is JSON');

    expect(lineOf(text, nearest(found.places, '$.all[1].op')!.start)).toBe(4);
    expect(nearest(found.places, '$.any[7].op')).toEqual(found.places.get('$'));
  });
});

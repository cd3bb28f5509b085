import { describe, expect, it } from 'vitest';
import type { Rule, TimelineItem } from '../src/api/types';
import { startsFrom, surest } from '../src/desk/nextBought';

const order = (sequence: number, ...ids: string[]): TimelineItem => ({
  sequence, index: 0, at: '2026-01-01T00:00:00Z', entry: 'recorded', interaction: { type: 'orderCompleted', products: ids.map((productId) => ({ productId })) },
});
const rule = (from: string, to: string, confidence: number) => ({ from, to, confidence }) as Rule;

describe('startsFrom', () => {
  it('goes by the bag while there is one, else by the newest order', () => {
    const items = [order(3, 'b', 'b', 'c'), order(2, 'a')];

    expect(startsFrom([{ productId: 'x', quantity: 1, price: null, category: null, name: null }], items)).toEqual({ kind: 'together', products: ['x'] });
    expect(startsFrom([], items)).toEqual({ kind: 'next', products: ['b', 'c'] });
    expect(startsFrom([], [])).toEqual({ kind: 'next', products: [] });
  });
});

describe('surest', () => {
  it('names each product once, by its surest rule, and none that is at hand', () => {
    const rules = [rule('a', 'x', 0.2), rule('b', 'x', 0.4), rule('a', 'b', 0.9), rule('b', 'y', 0.3)];

    expect(surest(rules, ['a', 'b']).map(({ from, to }) => from + to)).toEqual(['bx', 'by']);
    expect(surest(rules, ['a', 'b'], 1)).toHaveLength(1);
  });
});

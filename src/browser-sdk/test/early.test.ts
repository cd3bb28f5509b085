import { describe, expect, it } from 'vitest';
import { EarlyChanges } from '../src/early';

const change = (subscriptionId: string, sequence: number, more = {}) => ({ subscriptionId, sequence, ...more });

describe('EarlyChanges', () => {
  it('gives the last change of the subscription that the reply names', () => {
    const early = new EarlyChanges<any>();
    early.keep(change('x', 5));
    early.keep(change('y', 9));
    early.keep(change('x', 6));
    expect(early.after({ subscriptionId: 'x', sequence: 6 })).toMatchObject({ subscriptionId: 'x', sequence: 6 });
  });

  it('gives nothing that the reply already holds, and nothing of an unknown subscription', () => {
    const early = new EarlyChanges<any>();
    early.keep(change('x', 5));
    expect(early.after({ subscriptionId: 'x', sequence: 6 })).toBeUndefined();
    expect(early.after({ subscriptionId: 'z', sequence: 0 })).toBeUndefined();
  });

  it('keeps the offers of an earlier change where the last one brings none', () => {
    const early = new EarlyChanges<any>();
    early.keep(change('x', 5, { offers: ['o'], placements: ['p'], view: 1 }));
    early.keep(change('x', 6, { view: 2 }));
    expect(early.after({ subscriptionId: 'x', sequence: 5 })).toEqual(change('x', 6, { offers: ['o'], placements: ['p'], view: 2 }));
  });

  it('keeps 32 subscriptions, those that changed last', () => {
    const early = new EarlyChanges<any>();
    early.keep(change('first', 1));
    for (let i = 0; i < 31; i++) early.keep(change(`s${i}`, 1));
    early.keep(change('first', 2));
    early.keep(change('last', 1));
    expect(early.after({ subscriptionId: 's0', sequence: 0 })).toBeUndefined();
    expect(early.after({ subscriptionId: 'first', sequence: 0 })).toMatchObject({ sequence: 2 });
    expect(early.after({ subscriptionId: 'last', sequence: 0 })).toBeDefined();
  });
});

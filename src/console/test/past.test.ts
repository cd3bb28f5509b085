import { describe, expect, it } from 'vitest';
import type { TimelineItem } from '../src/api/types';
import { withPast } from '../src/desk/past';

const item = (sequence: number, entry: string, rest: Partial<TimelineItem> = {}): TimelineItem =>
  ({ sequence, index: 0, at: '2026-01-01T00:00:00Z', entry, ...rest });

describe('withPast', () => {
  it('puts what an absorbed id did after its absorption, through its own absorptions', () => {
    const lines = withPast([
      item(3, 'recorded'),
      item(2, 'absorbed', {
        other: 'a:phone',
        absorbed: {
          more: true,
          items: [item(3, 'mergedInto'), item(2, 'absorbed', { other: 'a:laptop', absorbed: { more: false, items: [item(1, 'recorded')] } }), item(1, 'recorded')],
        },
      }),
      item(1, 'recorded'),
    ]);

    expect(lines.map((line) => [line.key, line.as, line.more])).toEqual([
      ['3/0', null, false], ['2/0', null, true], ['2/0>2/0', 'a:phone', false], ['2/0>2/0>1/0', 'a:laptop', false], ['2/0>1/0', 'a:phone', false], ['1/0', null, false],
    ]);
  });
});

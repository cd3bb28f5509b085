import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Slot } from '../src/slot';
import type { SlotChange } from '../src/types';

const change = (sequence: number): SlotChange => ({ offers: [], cause: 'interaction', sequence });

describe('Slot', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('shows the first change at once and then at most one a second, always the latest', () => {
    const shown: number[] = [];
    const slot = new Slot({ onChange: (c) => shown.push(c.sequence) });
    [1, 2, 3].forEach((n) => slot.offer(change(n)));
    expect(shown).toEqual([1]);
    vi.advanceTimersByTime(999);
    expect(shown).toEqual([1]);
    vi.advanceTimersByTime(1);
    expect(shown).toEqual([1, 3]);
  });

  it.each([['pointerenter', 'pointerleave'], ['focusin', 'focusout']])('holds changes back between %s and %s', (enter, leave) => {
    const element = document.createElement('div');
    const shown: number[] = [];
    const slot = new Slot({ element, onChange: (c) => shown.push(c.sequence) });
    element.dispatchEvent(new Event(enter));
    slot.offer(change(1));
    slot.offer(change(2));
    vi.advanceTimersByTime(60_000);
    expect(shown).toEqual([]);
    element.dispatchEvent(new Event(leave));
    expect(shown).toEqual([2]);
  });

  it('stays silent after it was closed', () => {
    const shown: number[] = [];
    const slot = new Slot({ onChange: (c) => shown.push(c.sequence) });
    slot.offer(change(1));
    slot.offer(change(2));
    slot.close();
    vi.advanceTimersByTime(5_000);
    expect(shown).toEqual([1]);
  });
});

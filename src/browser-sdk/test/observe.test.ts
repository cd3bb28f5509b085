import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { observe } from '../src/observe';
import type { Offer } from '../src/types';

let see: (ratio: number) => void = () => {};
let visibility: DocumentVisibilityState = 'visible';

class FakeObserver {
  constructor(callback: (entries: object[]) => void) {
    see = (ratio) => callback([{ isIntersecting: ratio > 0, intersectionRatio: ratio }]);
  }

  observe() {}

  disconnect() {
    see = () => {};
  }
}

function show(state: DocumentVisibilityState) {
  visibility = state;
  document.dispatchEvent(new Event('visibilitychange'));
}

describe('observe', () => {
  const offer = { offerId: 'o' } as Offer;
  let reports: string[];
  let element: HTMLElement;

  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('IntersectionObserver', FakeObserver);
    vi.spyOn(document, 'visibilityState', 'get').mockImplementation(() => visibility);
    visibility = 'visible';
    reports = [];
    element = document.createElement('div');
  });

  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  const watch = () => observe(element, offer, (_, outcome) => reports.push(outcome));

  it('reports once after half of it was visible for a second', () => {
    watch();
    see(0.5);
    vi.advanceTimersByTime(999);
    expect(reports).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(reports).toEqual(['presented']);
    see(1);
    vi.advanceTimersByTime(5_000);
    expect(reports).toEqual(['presented']);
  });

  it('starts anew when it went out of view, and does not count less than half', () => {
    watch();
    see(0.8);
    vi.advanceTimersByTime(900);
    see(0.3);
    vi.advanceTimersByTime(5_000);
    see(0.6);
    vi.advanceTimersByTime(900);
    expect(reports).toEqual([]);
    vi.advanceTimersByTime(100);
    expect(reports).toEqual(['presented']);
  });

  it('does not count while the document is hidden', () => {
    watch();
    see(1);
    vi.advanceTimersByTime(500);
    show('hidden');
    vi.advanceTimersByTime(5_000);
    expect(reports).toEqual([]);
    show('visible');
    vi.advanceTimersByTime(1_000);
    expect(reports).toEqual(['presented']);
  });

  it('reports the first click only, and nothing after it was stopped', () => {
    const stop = watch();
    element.click();
    element.click();
    expect(reports).toEqual(['clicked']);
    see(1);
    stop();
    vi.advanceTimersByTime(5_000);
    expect(reports).toEqual(['clicked']);
  });
});

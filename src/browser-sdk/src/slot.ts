import type { SlotChange, SlotOptions } from './types';

/**
 * One placement on the page. Shows at most one change per interval, always the latest, and none while the visitor's pointer or
 * focus is on it: an offer must not change under the hand that is about to click it.
 */
export class Slot {
  private pending: SlotChange | undefined;
  private shownAt = -Infinity;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private hovered = false;
  private focused = false;
  private readonly stops: (() => void)[] = [];

  constructor(private readonly options: SlotOptions) {
    const element = options.element;
    if (!element) return;
    this.listen(element, 'pointerenter', () => (this.hovered = true));
    this.listen(element, 'pointerleave', () => this.release(() => (this.hovered = false)));
    this.listen(element, 'focusin', () => (this.focused = true));
    this.listen(element, 'focusout', () => this.release(() => (this.focused = false)));
  }

  offer(change: SlotChange): void {
    this.pending = change;
    this.show();
  }

  close(): void {
    clearTimeout(this.timer);
    this.pending = undefined;
    for (const stop of this.stops) stop();
  }

  private show(): void {
    clearTimeout(this.timer);
    const held = this.hovered || this.focused;
    if (!this.pending || held) return;
    const wait = this.shownAt + (this.options.minIntervalMs ?? 1_000) - Date.now();
    if (wait > 0) {
      this.timer = setTimeout(() => this.show(), wait);
      return;
    }
    const change = this.pending;
    this.pending = undefined;
    this.shownAt = Date.now();
    this.options.onChange(change);
  }

  private release(update: () => void): void {
    update();
    this.show();
  }

  private listen(element: HTMLElement, type: string, handler: () => void): void {
    element.addEventListener(type, handler);
    this.stops.push(() => element.removeEventListener(type, handler));
  }
}

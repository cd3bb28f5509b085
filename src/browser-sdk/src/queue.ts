import { Store } from './store';
import { backoff, type Reply } from './transport';
import type { Fault } from './types';

/** One thing to deliver: a tracking event or an outcome, each with the message id by which the server drops a repeat. */
export interface Item {
  messageId: string;
  kind: 'event' | 'outcome';
  body: Record<string, unknown>;
}

export interface QueueOptions {
  store: Store;
  /** True for an item of a visitor that is not the current one any more; such items never share a request with others. */
  foreign?: (item: Item) => boolean;
  /** Delivers items of one kind, all of the current visitor or none. */
  deliver: (kind: Item['kind'], items: Item[], leaving: boolean) => Promise<Reply>;
  max: number;
  batchSize: number;
  delayMs: number;
  onError: (fault: Fault) => void;
  random?: () => number;
}

const adoptAfterMs = 15_000;
const leavingBytes = 60_000;

/**
 * Holds events until the server has acknowledged them. The queue is kept in localStorage, a part of its own for each tab; a tab
 * takes over the parts that closed tabs left behind. Sending something twice is harmless: the server knows the message id.
 */
export class Queue {
  private items: Item[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private sending: Promise<void> | undefined;
  private attempt = 0;
  private readonly name: string;

  constructor(private readonly options: QueueOptions, tab: string) {
    this.name = `queue.${tab}`;
    this.adopt();
    setTimeout(() => this.adopt(), adoptAfterMs + 1_000);
  }

  get length(): number {
    return this.items.length;
  }

  add(item: Item): void {
    this.items.push(item);
    while (this.items.length > this.options.max) {
      const dropped = this.items.shift()!;
      this.options.onError({ code: 'queue_full', message: `More than ${this.options.max} events wait; the oldest was dropped.`, messageId: dropped.messageId });
    }
    this.save();
    if (this.attempt === 0) this.schedule(this.items.length >= this.options.batchSize ? 0 : this.options.delayMs);
  }

  /** Before the visitor changes: events that still have no visitor are the present one's, not the next one's. */
  stamp(anonymousId: string): void {
    for (const { kind, body } of this.items) if (kind === 'event') body.anonymousId ??= anonymousId;
    this.save();
  }

  /** Sends until the queue is empty or an attempt failed. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.sending ??= this.send().finally(() => (this.sending = undefined));
    return this.sending;
  }

  /** The page is going away: hands the browser what fits into a request that outlives it. What is lost there stays stored for the next page. */
  leave(): void {
    let bytes = 0;
    const fitting = this.items.filter((item) => (bytes += JSON.stringify(item.body).length) < leavingBytes).slice(0, 500);
    for (let rest = fitting; rest.length > 0; ) {
      const part = this.together(rest);
      rest = rest.filter((i) => !part.includes(i));
      void this.options.deliver(part[0]!.kind, part, true).then((r) => r.ok && this.forget(part));
    }
  }

  // Order matters within a kind only: an outcome names an offer that the server itself decided before.
  private together(items: Item[]): Item[] {
    const key = (i: Item) => i.kind + !!this.options.foreign?.(i);
    const first = key(items[0]!);
    return items.filter((i) => key(i) === first);
  }

  private schedule(delayMs: number): void {
    if (this.timer !== undefined && delayMs > 0) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.flush(), delayMs);
  }

  private async send(): Promise<void> {
    let size = this.options.batchSize;
    while (this.items.length > 0) {
      const batch = this.together(this.items).slice(0, size);
      const reply = await this.options.deliver(batch[0]!.kind, batch, false);
      if (reply.ok) {
        this.attempt = 0;
        size = this.options.batchSize;
        this.forget(batch);
        this.report(reply.body);
      } else if (reply.retry) {
        const wait = Math.max(reply.retryAfterMs ?? 0, backoff(this.attempt++, this.options.random?.()));
        this.options.onError({ code: 'request_failed', message: reply.message });
        this.schedule(wait);
        return;
      } else if (reply.status === 413 && batch.length > 1) {
        size = Math.ceil(batch.length / 2);
      } else {
        this.forget(batch);
        for (const item of batch) this.options.onError({ code: 'request_refused', message: reply.message, messageId: item.messageId });
      }
    }
  }

  private report(body: any): void {
    for (const result of body?.results ?? []) {
      if (result.verdict === 'rejected') {
        this.options.onError({ code: 'event_rejected', message: `${result.code}: ${result.reason}`, messageId: result.messageId });
      }
    }
  }

  private forget(batch: Item[]): void {
    const done = new Set(batch.map((i) => i.messageId));
    this.items = this.items.filter((i) => !done.has(i.messageId));
    this.save();
  }

  private save(): void {
    if (this.items.length > 0) this.options.store.write(this.name, { at: Date.now(), items: this.items });
    else this.options.store.remove(this.name);
  }

  private adopt(): void {
    for (const name of this.options.store.names('queue.')) {
      const left = this.options.store.read<{ at: number; items: Item[] }>(name);
      const own = name === this.name;
      if (own ? this.items.length > 0 : left && Date.now() - left.at < adoptAfterMs) continue;
      this.options.store.remove(name);
      if (Array.isArray(left?.items)) this.items.push(...left.items);
    }
    this.items = this.items.slice(-this.options.max);
    if (this.items.length === 0) return;
    this.save();
    if (this.attempt === 0) this.schedule(this.options.delayMs);
  }
}

import { EarlyChanges } from './early';
import type { Feed } from './feed';
import { Slot } from './slot';
import type { Decision, Live, LiveRequest, Offer, PlacementResult, SlotChange, SlotOptions } from './types';

export interface LiveParts {
  feed: Feed;
  /** Who is subscribed to, as of the call. */
  subject: () => Record<string, string>;
  defaults: { channel: string; language: string; sessionId: () => string };
  decide: (request: LiveRequest) => Promise<Decision>;
  onError: (message: string) => void;
}

const resubscribeAfterMs = 5_000;
const longestWaitMs = 120_000;

/** One subscription for all placements of a page, so that no offer stands in two of them. */
export class LiveSubscription implements Live {
  sequence = 0;
  private readonly slots = new Map<string, Set<Slot>>();
  private readonly latest = new Map<string, SlotChange>();
  private readonly stops: (() => void)[] = [];
  private subscriptionId: string | undefined;
  /** There while a Subscribe is unanswered. */
  private early: EarlyChanges<any> | undefined;
  private generation = 0;
  private refusals = 0;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private closed = false;

  constructor(private readonly parts: LiveParts, private readonly request: LiveRequest) {
    this.stops.push(parts.feed.on('changed', (change) => this.changed(change)));
    this.stops.push(parts.feed.onOpen(() => void this.subscribe()));
    const late = setTimeout(() => void this.ask(), request.timeoutMs ?? 1_500);
    this.stops.push(() => clearTimeout(late));
  }

  slot(placement: string, options: SlotOptions): () => void {
    const slot = new Slot(options);
    const set = this.slots.get(placement) ?? new Set();
    this.slots.set(placement, set.add(slot));
    const known = this.latest.get(placement);
    if (known) slot.offer(known);
    return () => {
      slot.close();
      set.delete(slot);
    };
  }

  /** The visitor signed in or out: what comes next is another customer's, with a sequence of its own. */
  restart(): void {
    clearTimeout(this.retry);
    this.generation++;
    this.subscriptionId = undefined;
    this.early = undefined;
    this.sequence = 0;
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.retry);
    for (const stop of this.stops) stop();
    for (const set of this.slots.values()) for (const slot of set) slot.close();
    this.slots.clear();
    void this.leave();
  }

  private async subscribe(): Promise<void> {
    clearTimeout(this.retry);
    const generation = ++this.generation;
    const early = (this.early = new EarlyChanges<any>());
    const { placements, channel, language, context } = this.request;
    try {
      const reply = await this.parts.feed.invoke('Subscribe', {
        ...this.parts.subject(),
        channel: channel ?? this.parts.defaults.channel,
        language: language ?? this.parts.defaults.language,
        sessionId: this.parts.defaults.sessionId(),
        placements: placements.map((p) => ({ id: p.id, count: p.count ?? 1 })),
        ...(context ? { context } : {}),
        // With a cursor the server answers with what was missed; the offers it sends are the latest either way.
        ...(this.sequence > 0 ? { after: this.sequence } : {}),
      });
      if (this.closed || generation !== this.generation) {
        void this.parts.feed.invoke('Unsubscribe', reply.subscriptionId).catch(() => {});
        return;
      }
      this.early = undefined;
      this.subscriptionId = reply.subscriptionId;
      this.sequence = reply.sequence ?? 0;
      this.refusals = 0;
      if (reply.offers) this.show(reply.offers, reply.placements, 'initial');
      const overtook = early.after(reply);
      if (overtook) this.changed(overtook);
    } catch (error) {
      if (this.closed || generation !== this.generation) return;
      this.early = undefined;
      if (!this.parts.feed.connected) return;
      this.parts.onError(error instanceof Error ? error.message : String(error));
      const wait = Math.min(resubscribeAfterMs * 2 ** this.refusals++, longestWaitMs);
      this.retry = setTimeout(() => void this.subscribe(), wait);
    }
  }

  private changed(change: any): void {
    if (!change?.subscriptionId || this.closed) return;
    if (change.subscriptionId !== this.subscriptionId) {
      this.early?.keep(change);
      return;
    }
    if (change.ended) {
      // The token has run out, or the visitor is a known customer now: a new connection brings new tokens.
      this.subscriptionId = undefined;
      this.retry = setTimeout(() => this.parts.feed.reconnect(), resubscribeAfterMs);
      return;
    }
    this.sequence = change.sequence ?? this.sequence;
    if (change.offers) this.show(change.offers, change.placements, change.cause ?? 'interaction');
  }

  // The page must not stay empty because WebSockets are blocked: the first offers then come by an ordinary request.
  private async ask(): Promise<void> {
    if (this.closed || this.latest.size > 0) return;
    const decision = await this.parts.decide(this.request);
    if (this.closed || this.subscriptionId || decision.failure) return;
    this.show(decision.offers, decision.placements, 'initial');
  }

  private show(offers: Offer[], results: PlacementResult[] | undefined, cause: string): void {
    for (const { id } of this.request.placements) {
      const change: SlotChange = {
        offers: offers.filter((o) => o.placement === id).sort((a, b) => a.rank - b.rank),
        cause,
        sequence: this.sequence,
        emptyReason: results?.find((p) => p.id === id)?.emptyReason,
      };
      this.latest.set(id, change);
      for (const slot of this.slots.get(id) ?? []) slot.offer(change);
    }
  }

  private async leave(): Promise<void> {
    const id = this.subscriptionId;
    this.subscriptionId = undefined;
    if (id && this.parts.feed.connected) await this.parts.feed.invoke('Unsubscribe', id).catch(() => {});
  }
}

/** What the SDK needs to know. Everything but the key has a default. */
export interface Options {
  /** The browser key of the shop; any text in the loopback development default. */
  key: string;
  /** Origin of the server. Default: the page's own origin. */
  endpoint?: string;
  /** Gives a fresh customer token, signed by the shop's back end, for a signed-in customer. Without it the server serves only the visitor. */
  customerToken?: (customerId: string) => Promise<string>;
  /** BCP 47 tag for offers' content. Default: the page's `lang`, else the browser's language. */
  language?: string;
  /** Channel of decisions. Default `web`. */
  channel?: string;
  /** Events kept while they cannot be sent; beyond it the oldest is dropped and `onError` told. Default 1,000. */
  maxQueuedEvents?: number;
  /** Events per request. Default 50. */
  batchSize?: number;
  /** Wait before a batch that is not full goes out, in milliseconds. Default 250. */
  flushDelayMs?: number;
  /** Told of events that were dropped or rejected, and of failed requests. Default: silence. */
  onError?: (fault: Fault) => void;
}

/** Something that went wrong without an exception reaching the page. */
export interface Fault {
  code: 'queue_full' | 'event_rejected' | 'request_refused' | 'request_failed' | 'feed_failed' | 'feed_refused';
  message: string;
  messageId?: string;
}

/** A product as tracked; names follow the common e-commerce events. */
export interface Product {
  product_id: string;
  name?: string;
  category?: string;
  price?: number;
  quantity?: number;
  currency?: string;
}

export interface Order {
  order_id: string;
  total: number;
  currency?: string;
  coupon?: string;
  products?: Product[];
}

export type Properties = Record<string, unknown>;

export interface PlacementRequest {
  id: string;
  /** 1 to 20; default 1. */
  count?: number;
}

export interface DecideRequest {
  placements: PlacementRequest[];
  channel?: string;
  context?: Record<string, string>;
  language?: string;
  /** Gives up after this long and resolves to the default; default 800 ms. */
  timeoutMs?: number;
}

/** One offer for one placement. */
export interface Offer {
  offerId: string;
  groupId: string;
  treatmentId: string;
  placement: string;
  rank: number;
  /** Fields of the treatment, such as `title`, `body`, `cta`, `url`, `image`. */
  content: Record<string, string>;
  /** Non-personalised content, because no offer could fill the placement. */
  fallback?: boolean;
  validUntil: string;
  outcomeToken?: string;
}

export interface PlacementResult {
  id: string;
  asked: number;
  offered: number;
  emptyReason?: string | null;
}

export interface Decision {
  decisionId: string | null;
  sequence: number;
  offers: Offer[];
  placements: PlacementResult[];
  /** Set when the caller's default was used: what kept the server's answer away. */
  failure?: string;
}

export type Outcome = 'presented' | 'clicked' | 'accepted' | 'declined' | 'ignored' | 'voided';

/** What a slot is told when its offers change. */
export interface SlotChange {
  offers: Offer[];
  /** `interaction`, `decision`, `time`, `playbook`, `population`, `merge`, or `initial` for the first offers. */
  cause: string;
  /** The customer's sequence that the offers belong to. */
  sequence: number;
  /** Why the placement holds fewer offers than asked. */
  emptyReason?: string | null;
}

export interface SlotOptions {
  /** Where the offers are shown: changes are held back while it is hovered or has the focus. */
  element?: HTMLElement;
  /** Least time between two changes; default 1,000 ms. */
  minIntervalMs?: number;
  onChange: (change: SlotChange) => void;
}

export interface LiveRequest {
  placements: PlacementRequest[];
  channel?: string;
  /** What the page knows of the moment, such as `{ page: 'cart' }`; part of every decision of this feed. */
  context?: Record<string, string>;
  language?: string;
  /** How long to wait for the feed before the first offers are asked over HTTP; default 1,500 ms. */
  timeoutMs?: number;
  /** Called with `true` when connected, `false` when the connection was lost; it reconnects by itself. */
  onConnection?: (connected: boolean) => void;
}

/** A running feed for the placements of a page. */
export interface Live {
  /** Shows one placement; returns a function that stops it. */
  slot(placement: string, options: SlotOptions): () => void;
  /** The customer's sequence as of the last change. */
  readonly sequence: number;
  /** Ends the feed and all its slots. */
  close(): void;
}

/** The client of a page. */
export interface DbMarketing {
  readonly anonymousId: string;
  /** The signed-in customer's id, or null. */
  readonly customerId: string | null;
  readonly sessionId: string;
  /** Says who the visitor is, and facts about the person; from then on events carry the id. */
  identify(customerId: string, traits?: Properties): void;
  track(event: string, properties?: Properties): void;
  page(name?: string, properties?: Properties): void;
  search(query: string, category?: string): void;
  productViewed(product: Product): void;
  productAdded(product: Product): void;
  productRemoved(product: Product): void;
  checkoutStarted(products: Product[], total?: number, currency?: string): void;
  orderCompleted(order: Order): void;
  /** Forgets the customer (sign-out) and starts as a new visitor. */
  reset(): void;
  /** Sends what is queued; resolves when the queue is empty, or after the attempt failed. */
  flush(): Promise<void>;
  /** Asks for offers. Never rejects: after the timeout or a failure it resolves to `otherwise`. */
  decide(request: DecideRequest, otherwise?: Partial<Decision>): Promise<Decision>;
  /** Reports what became of an offer; queued and retried like any event. Returns the outcome's message id. */
  outcome(offer: Pick<Offer, 'outcomeToken'>, outcome: Outcome, reason?: string): string;
  /** Reports an impression once at least half of the element was really visible for a second, and each first click. Returns a stop function. */
  observe(element: Element, offer: Offer): () => void;
  live(request: LiveRequest): Live;
}

import { Feed } from './feed';
import { LiveSubscription } from './live';
import { observe } from './observe';
import { Queue, type Item } from './queue';
import { Store } from './store';
import { createTransport, type Reply } from './transport';
import type { DbMarketing, Decision, DecideRequest, Fault, LiveRequest, Offer, Options, Outcome, Properties } from './types';
import { Visitor } from './visitor';

export type * from './types';

/** Starts the client of a page. One is enough; keep it for as long as the page lives. */
export function connect(options: Options): DbMarketing {
  return new Client(options);
}

class Client implements DbMarketing {
  private readonly endpoint: string;
  private readonly store: Store;
  private readonly send;
  private readonly visitor: Visitor;
  private readonly queue: Queue;
  private readonly lives = new Set<LiveSubscription>();
  private feed: Feed | undefined;

  constructor(private readonly options: Options) {
    this.endpoint = (options.endpoint ?? location.origin).replace(/\/+$/, '');
    this.store = new Store('dbmarketing.');
    this.send = createTransport(this.endpoint, options.key);
    this.visitor = new Visitor(this.store, this.send, options.customerToken);
    this.queue = new Queue({
      store: this.store,
      foreign: (item) => this.foreign(item),
      deliver: (kind, items, leaving) => this.deliver(kind, items, leaving),
      max: options.maxQueuedEvents ?? 1_000,
      batchSize: options.batchSize ?? 50,
      delayMs: options.flushDelayMs ?? 250,
      onError: (fault) => this.fault(fault),
    }, tabId());
    // `pagehide` is the last event that every browser fires for sure; `hidden` comes first on phones that kill tabs.
    addEventListener('pagehide', () => this.queue.leave());
    document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && this.queue.leave());
  }

  get anonymousId(): string {
    return this.visitor.anonymousId;
  }

  get customerId(): string | null {
    return this.visitor.customerId;
  }

  get sessionId(): string {
    return this.visitor.sessionId();
  }

  identify(customerId: string, traits: Properties = {}): void {
    const changed = this.visitor.customerId !== customerId;
    this.visitor.signIn(customerId);
    this.event('identify', { traits });
    if (changed) void this.resubscribe();
  }

  track(event: string, properties: Properties = {}): void {
    this.event('track', { event, properties });
  }

  page(name?: string, properties: Properties = {}): void {
    this.event('page', { name, properties: { url: location.href, path: location.pathname, title: document.title, referrer: document.referrer, ...properties } });
  }

  search = (query: string, category?: string) => this.track('Products Searched', { query, category });
  productViewed = (product: object) => this.track('Product Viewed', { ...product });
  productAdded = (product: object) => this.track('Product Added', { ...product });
  productRemoved = (product: object) => this.track('Product Removed', { ...product });
  checkoutStarted = (products: object[], total?: number, currency?: string) => this.track('Checkout Started', { products, total, currency });
  orderCompleted = (order: object) => this.track('Order Completed', { ...order });

  reset(): void {
    this.queue.stamp(this.anonymousId);
    void this.queue.flush();
    this.visitor.signOut();
    void this.resubscribe();
  }

  flush(): Promise<void> {
    return this.queue.flush();
  }

  async decide(request: DecideRequest, otherwise: Partial<Decision> = {}): Promise<Decision> {
    const timeoutMs = request.timeoutMs ?? 800;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<string>((resolve) => (timer = setTimeout(() => resolve(`no answer within ${timeoutMs} ms`), timeoutMs)));
    const answer = await Promise.race([late, this.ask(request, timeoutMs).catch((e: unknown) => String(e))]);
    clearTimeout(timer);
    if (typeof answer !== 'string') return answer;
    this.fault({ code: 'request_failed', message: `decide: ${answer}` });
    return { decisionId: null, sequence: 0, offers: [], placements: [], ...otherwise, failure: answer };
  }

  outcome(offer: Pick<Offer, 'outcomeToken'>, outcome: Outcome, reason?: string): string {
    const messageId = crypto.randomUUID();
    const timestamp = new Date().toISOString();
    if (offer.outcomeToken) {
      this.queue.add({ messageId, kind: 'outcome', body: { messageId, timestamp, outcome, outcomeToken: offer.outcomeToken, reason } });
    }
    return messageId;
  }

  observe(element: Element, offer: Offer): () => void {
    return observe(element, offer, (o, outcome) => this.outcome(o, outcome));
  }

  live(request: LiveRequest): LiveSubscription {
    this.feed ??= new Feed({
      url: this.endpoint.replace(/^http/, 'ws') + '/hubs/live',
      query: async () => ({ access_token: this.options.key, customer_token: await this.visitor.tokens() }),
      onRefused: (message) => this.fault({ code: 'feed_refused', message }),
    }).start();
    const live = new LiveSubscription({
      feed: this.feed,
      subject: () => this.visitor.subject(),
      defaults: { channel: this.channel, language: this.language, sessionId: () => this.sessionId },
      decide: (r) => this.decide({ ...r, timeoutMs: 5_000 }),
      onError: (message) => this.fault({ code: 'feed_failed', message }),
    }, request);
    const stop = request.onConnection && this.watchConnection(request.onConnection);
    this.lives.add(live);
    const close = live.close.bind(live);
    live.close = () => {
      stop?.();
      this.lives.delete(live);
      close();
    };
    return live;
  }

  private get channel(): string {
    return this.options.channel ?? 'web';
  }

  private get language(): string {
    return this.options.language ?? (document.documentElement.lang || navigator.language);
  }

  private event(type: string, fields: Record<string, unknown>): void {
    const messageId = crypto.randomUUID();
    const body: Record<string, unknown> = {
      type, messageId, timestamp: new Date().toISOString(), ...fields,
      context: { sessionId: this.sessionId, channel: this.channel, locale: this.language, library: { name: 'dbmarketing-browser' } },
    };
    if (this.customerId) body.userId = this.customerId;
    // Until the server has given the visitor its id, the id is filled in when the event goes out.
    if (this.visitor.settled) body.anonymousId = this.anonymousId;
    this.queue.add({ messageId, kind: 'event', body });
  }

  private foreign({ body }: Item): boolean {
    return body.anonymousId !== undefined && body.anonymousId !== this.anonymousId;
  }

  private async deliver(kind: Item['kind'], items: Item[], leaving: boolean): Promise<Reply> {
    const own = leaving && !this.visitor.settled ? null : await this.visitor.visitorToken();
    // The server refuses another visitor's events under this visitor's token; the visitor may have changed during the wait.
    const token = items.some((i) => this.foreign(i)) ? null : own;
    const stamped = items.map((i) => (kind === 'event' ? { anonymousId: this.anonymousId, ...i.body } : i.body));
    const sentAt = new Date().toISOString();
    return kind === 'event'
      ? this.send({ path: '/v1/batch', body: { batch: stamped, sentAt }, token, keepalive: leaving })
      : this.send({ path: '/v1/outcomes', body: { outcomes: stamped }, token, keepalive: leaving });
  }

  private async ask(request: DecideRequest, timeoutMs: number): Promise<Decision | string> {
    const reply = await this.send({
      path: '/v1/decide',
      token: await this.visitor.tokens(),
      timeoutMs,
      body: {
        ...this.visitor.subject(),
        channel: request.channel ?? this.channel,
        language: request.language ?? this.language,
        sessionId: this.sessionId,
        placements: request.placements.map((p) => ({ id: p.id, count: p.count ?? 1 })),
        context: request.context ?? {},
      },
    });
    return reply.ok ? (reply.body as Decision) : reply.message;
  }

  // What was queued for the old id must be there before the new subscription decides; a dead network must not hold it for ever.
  private async resubscribe(): Promise<void> {
    await Promise.race([this.queue.flush(), new Promise((resolve) => setTimeout(resolve, 1_000))]);
    for (const live of this.lives) live.restart();
    this.feed?.reconnect();
  }

  private watchConnection(told: (connected: boolean) => void): () => void {
    told(this.feed!.connected);
    return this.feed!.onConnection(told);
  }

  private fault(fault: Fault): void {
    this.options.onError?.(fault);
  }
}

// Kept in the tab's own storage, so that the next page of this tab finds its queue at once.
function tabId(): string {
  try {
    const id = sessionStorage.getItem('dbmarketing.tab') ?? crypto.randomUUID();
    sessionStorage.setItem('dbmarketing.tab', id);
    return id;
  } catch {
    return crypto.randomUUID();
  }
}

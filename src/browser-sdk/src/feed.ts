import { backoff } from './transport';

/** A hub method's arguments as the server sent them. */
type Handler = (argument: any) => void;

export interface FeedOptions {
  /** WebSocket address of the hub without its query. */
  url: string;
  /** Parameters of the address, such as `access_token`; asked anew for each connection, empty ones left out. */
  query?: () => Promise<Record<string, string | null>>;
  /** Told once, in the server's words, when it refuses the key: the feed then stops, because no retry can help. */
  onRefused?: (reason: string) => void;
  socket?: (url: string) => WebSocket;
  fetcher?: typeof fetch;
  random?: () => number;
}

const separator = '\u001e';
const pingEveryMs = 15_000;
const silentForMs = 30_000;
const hopeless = new Set(['key_missing', 'key_unknown', 'origin_not_allowed']);

/**
 * Speaks SignalR's JSON hub protocol over a WebSocket and nothing else: invocations both ways, pings, close. Reconnects with
 * growing waits until the key is refused; what is to be restored after a reconnection is up to `onOpen`.
 */
export class Feed {
  private socket: WebSocket | undefined;
  private readonly handlers = new Map<string, Set<Handler>>();
  private readonly waiting = new Map<string, { resolve: (value: any) => void; reject: (error: Error) => void }>();
  private readonly openers = new Set<() => void>();
  private readonly watchers = new Set<(connected: boolean) => void>();
  private next = 1;
  private attempt = 0;
  private ready = false;
  private closed = false;
  /** Counts the attempts to connect: only the latest may open a socket or ask for a retry. */
  private epoch = 0;
  private heardAt = 0;
  private ping: ReturnType<typeof setInterval> | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly options: FeedOptions) {}

  get connected(): boolean {
    return this.ready;
  }

  start(): this {
    void this.connect();
    return this;
  }

  on(method: string, handler: Handler): () => void {
    const set = this.handlers.get(method) ?? new Set();
    this.handlers.set(method, set.add(handler));
    return () => void set.delete(handler);
  }

  /** Runs now when connected, and after every later connection, until stopped. */
  onOpen(run: () => void): () => void {
    this.openers.add(run);
    if (this.ready) run();
    return () => void this.openers.delete(run);
  }

  /** Tells of every connection gained and lost, until stopped. */
  onConnection(told: (connected: boolean) => void): () => void {
    this.watchers.add(told);
    return () => void this.watchers.delete(told);
  }

  /** Drops the connection and makes a new one at once, with a new token: the visitor signed in or out. */
  reconnect(): void {
    clearTimeout(this.timer);
    const old = this.socket;
    this.socket = undefined;
    old?.close();
    this.lost();
    void this.connect();
  }

  /** Calls a hub method; rejects when the server refuses or the connection is lost before the answer. */
  invoke(target: string, ...args: unknown[]): Promise<any> {
    if (!this.ready) return Promise.reject(new Error('The live feed is not connected.'));
    const invocationId = String(this.next++);
    return new Promise((resolve, reject) => {
      this.waiting.set(invocationId, { resolve, reject });
      this.write({ type: 1, invocationId, target, arguments: args });
    });
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    this.socket?.close();
    this.lost();
  }

  private async connect(): Promise<void> {
    const mine = ++this.epoch;
    const parameters = new URLSearchParams();
    try {
      for (const [name, value] of Object.entries((await this.options.query?.()) ?? {})) if (value) parameters.set(name, value);
    } catch {
      if (mine === this.epoch) this.retry();
      return;
    }
    if (this.closed || mine !== this.epoch) return;
    const url = parameters.size > 0 ? `${this.options.url}?${parameters}` : this.options.url;
    const socket = this.options.socket?.(url) ?? new WebSocket(url);
    this.socket = socket;
    let rest = '';
    socket.onopen = () => socket.send(JSON.stringify({ protocol: 'json', version: 1 }) + separator);
    socket.onmessage = ({ data }) => {
      if (this.socket !== socket) return;
      this.heardAt = Date.now();
      const frames = (rest + data).split(separator);
      rest = frames.pop()!;
      for (const frame of frames) this.read(JSON.parse(frame));
    };
    socket.onclose = () => {
      if (this.socket !== socket) return;
      const opened = this.ready;
      this.socket = undefined;
      this.lost();
      if (opened) this.retry();
      else void this.askWhy(url, mine);
    };
  }

  /** A browser does not say why a socket did not open; the same address, asked over HTTP, does. */
  private async askWhy(url: string, mine: number): Promise<void> {
    const reason = await this.refusal(url);
    if (this.closed || mine !== this.epoch) return;
    if (reason === null) {
      this.retry();
      return;
    }
    this.close();
    this.options.onRefused?.(reason);
  }

  private async refusal(url: string): Promise<string | null> {
    try {
      const answer = await (this.options.fetcher ?? fetch)(url.replace(/^ws/, 'http'), { credentials: 'omit', signal: AbortSignal.timeout(10_000) });
      const problem = answer.status === 401 || answer.status === 403 ? await answer.json() : null;
      return hopeless.has(problem?.code) ? (problem.detail ?? problem.title) : null;
    } catch {
      return null;
    }
  }

  private read(message: any): void {
    if (!this.ready) {
      if (message.error) this.socket?.close();
      else this.opened();
      return;
    }
    if (message.type === 1) {
      for (const handler of this.handlers.get(message.target) ?? []) handler(message.arguments?.[0]);
    } else if (message.type === 3) {
      const call = this.waiting.get(message.invocationId);
      this.waiting.delete(message.invocationId);
      if (message.error) call?.reject(new Error(message.error));
      else call?.resolve(message.result);
    } else if (message.type === 7) {
      this.socket?.close();
    }
  }

  private opened(): void {
    this.ready = true;
    this.attempt = 0;
    this.ping = setInterval(() => {
      // A cut cable closes nothing: a server that pings every 15 seconds and is silent for 30 is gone.
      if (Date.now() - this.heardAt > silentForMs) this.socket?.close();
      else this.write({ type: 6 });
    }, pingEveryMs);
    for (const tell of this.watchers) tell(true);
    for (const run of [...this.openers]) run();
  }

  private lost(): void {
    clearInterval(this.ping);
    const was = this.ready;
    this.ready = false;
    for (const call of this.waiting.values()) call.reject(new Error('The live feed was disconnected.'));
    this.waiting.clear();
    if (was) for (const tell of this.watchers) tell(false);
  }

  private retry(): void {
    if (this.closed) return;
    const wait = backoff(this.attempt++, this.options.random?.());
    this.timer = setTimeout(() => void this.connect(), Math.min(wait, 15_000));
  }

  private write(message: unknown): void {
    this.socket?.send(JSON.stringify(message) + separator);
  }
}

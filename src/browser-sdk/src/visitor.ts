import { Store } from './store';
import type { Send } from './transport';

interface Minted {
  anonymousId: string;
  token: string;
  expiresAt: string;
}

const idleSessionMs = 30 * 60_000;
const refreshBeforeMs = 5 * 60_000;

/** Who the page's visitor is: the anonymous id with its token, the signed-in customer, and the current session. */
export class Visitor {
  private minting: Promise<Minted | null> | undefined;
  private minted: Minted;
  private customer: { id: string; traits?: unknown } | null;
  private signed: { token: string; expiresAt: number; id: string } | undefined;

  constructor(
    private readonly store: Store,
    private readonly send: Send,
    private readonly sign?: (customerId: string) => Promise<string>,
  ) {
    this.minted = store.read<Minted>('visitor') ?? this.startAnew();
    this.customer = store.read('customer');
  }

  get anonymousId(): string {
    return this.minted.anonymousId;
  }

  get customerId(): string | null {
    return this.customer?.id ?? null;
  }

  /** The session, a new one after 30 idle minutes. */
  sessionId(now = Date.now()): string {
    const kept = this.store.read<{ id: string; at: number }>('session');
    const id = kept && now - kept.at < idleSessionMs ? kept.id : crypto.randomUUID();
    this.store.write('session', { id, at: now });
    return id;
  }

  signIn(id: string): void {
    this.customer = { id };
    this.signed = undefined;
    this.store.write('customer', this.customer);
  }

  signOut(): void {
    this.customer = null;
    this.signed = undefined;
    this.store.remove('customer');
    this.store.remove('session');
    this.startAnew();
  }

  /** Names the subject of a decision or a subscription. */
  subject(): { customerId: string } | { anonymousId: string } {
    return this.customerId ? { customerId: this.customerId } : { anonymousId: this.anonymousId };
  }

  /** What lets this browser read the subject's offers: the visitor's token, and after sign-in the shop's beside it. */
  async tokens(): Promise<string | null> {
    const own = await this.visitorToken();
    const signed = this.customerId && this.sign ? await this.customerToken(this.customerId, this.sign) : null;
    return [own, signed].filter(Boolean).join(',') || null;
  }

  /** The visitor's own token, under which its events are written; minted or refreshed when need be. */
  async visitorToken(): Promise<string | null> {
    if (this.usable(this.minted)) return this.minted.token;
    this.minting ??= this.mint().finally(() => (this.minting = undefined));
    return (await this.minting)?.token ?? null;
  }

  /** False until the server has given this visitor its id. */
  get settled(): boolean {
    return this.minted.token !== '';
  }

  private async customerToken(id: string, sign: (customerId: string) => Promise<string>): Promise<string> {
    if (this.signed?.id !== id || this.signed.expiresAt - refreshBeforeMs < Date.now()) {
      const token = await sign(id);
      this.signed = { token, id, expiresAt: expiry(token) };
    }
    return this.signed.token;
  }

  private async mint(): Promise<Minted | null> {
    // The server makes up the id of a new visitor. Where it does not serve visitors to this key, the page's own id stays.
    const asked = this.minted;
    const known = this.minted.token ? { anonymousId: this.minted.anonymousId, token: this.minted.token } : {};
    const reply = await this.send({ path: '/v1/visitors', body: known });
    if (!reply.ok || !reply.body?.token) return null;
    if (this.minted !== asked) return this.minted;
    this.minted = reply.body as Minted;
    this.store.write('visitor', this.minted);
    return this.minted;
  }

  private usable(minted: Minted | null): boolean {
    return !!minted?.token && Date.parse(minted.expiresAt) - refreshBeforeMs > Date.now();
  }

  private startAnew(): Minted {
    this.minted = { anonymousId: crypto.randomUUID(), token: '', expiresAt: '' };
    this.store.write('visitor', this.minted);
    return this.minted;
  }
}

function expiry(token: string): number {
  try {
    const claims = JSON.parse(atob(token.split('.')[1]!.replaceAll('-', '+').replaceAll('_', '/')));
    return typeof claims.exp === 'number' ? claims.exp * 1000 : Date.now() + 10 * 60_000;
  } catch {
    return Date.now() + 10 * 60_000;
  }
}

/** What a change must have to be kept for a subscription whose id is not known yet. */
interface Change {
  subscriptionId: string;
  sequence: number;
  offers?: unknown;
  placements?: unknown;
  view?: unknown;
}

const limit = 32;

/**
 * The changes that arrive while one Subscribe is unanswered. A push may overtake the reply that names its subscription; without
 * this it would be taken for somebody else's, and the screen would stay behind until the next change.
 */
export class EarlyChanges<T extends Change> {
  private readonly kept = new Map<string, T>();

  /** Keeps the latest change of each subscription, of the 32 subscriptions that changed last. */
  keep(change: T): void {
    const id = change.subscriptionId;
    const before = this.kept.get(id);
    // Not every change carries offers: what the earlier one brought still stands then.
    const whole = before
      ? {
          ...change,
          offers: change.offers ?? before.offers,
          placements: change.offers ? change.placements : before.placements,
          view: change.view ?? before.view,
        }
      : change;
    this.kept.delete(id);
    this.kept.set(id, whole);
    if (this.kept.size > limit) this.kept.delete(this.kept.keys().next().value!);
  }

  /** The change to replay after the reply, unless the reply is newer. */
  after(reply: { subscriptionId: string; sequence?: number }): T | undefined {
    const change = this.kept.get(reply.subscriptionId);
    return change && change.sequence >= (reply.sequence ?? 0) ? change : undefined;
  }
}

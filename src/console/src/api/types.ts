export interface Placement { id: string; asked: number; offered: number; emptyReason?: string | null }

export interface Offer {
  offerId: string;
  groupId: string;
  treatmentId: string;
  placement: string;
  rank: number;
  content: Record<string, string>;
  priority: number;
  propensity: number;
  value: number;
  contextWeight: number;
  lever: number;
  fallback?: boolean;
  validUntil: string;
  outcomeToken?: string;
}

export interface Rfm {
  recencyDays?: number | null;
  frequency: number;
  monetary: number;
  averageOrder?: number | null;
  currency: string;
  refunded: number;
  firstPurchaseAt?: string | null;
  lastPurchaseAt?: string | null;
  purchaseDays: number;
  uncounted: { currency: string; amount: number; count: number }[];
}

export interface ProductLine { productId: string; quantity: number; price?: number | null; category?: string | null; name?: string | null }

export interface Contact {
  offerId: string;
  groupId: string;
  treatmentId?: string | null;
  channel: string;
  placement?: string | null;
  outcome: string;
  at: string;
  decisionId?: string | null;
  messageId?: string | null;
  until?: string | null;
}

export interface CustomerView {
  customerId?: string | null;
  anonymousIds: string[];
  mergedIds: string[];
  sequence: number;
  asOf: string;
  playbookVersion: string;
  test?: boolean;
  firstSeenAt?: string | null;
  lastSeenAt?: string | null;
  rfm: Rfm;
  segments: { id: string; name: string; reason: string; changesAt?: string | null }[];
  affinities: { category: string; score: number; share: number }[];
  session?: Session | null;
  cart: ProductLine[];
  profile: { name: string; value: unknown; source: string; observedAt: string; family?: string | null }[];
  consents: { purpose: string; channel?: string | null; granted: boolean; at: string; source: string }[];
  contacts: Contact[];
}

export interface Session {
  id?: string | null;
  startedAt?: string;
  lastAt?: string;
  interactions?: number;
  productViews?: number;
  channel?: string | null;
}

export interface TimelineItem {
  sequence: number;
  index: number;
  at: string;
  entry: string;
  interaction?: (Record<string, unknown> & { type: string; occurredAt?: string }) | null;
  effectiveAt?: string | null;
  baseAmount?: number | null;
  decision?: Decision | null;
  /** For merges: the other customer, as `k:ID` or `a:ID`. */
  other?: string | null;
}

export interface Decision {
  id: string;
  sequence: number;
  now: string;
  playbookVersion: string;
  request: { channel: string; placements: { id: string; count: number }[]; context?: Record<string, string> };
  offers: Omit<Offer, 'content' | 'outcomeToken'>[];
  placements: Placement[];
}

/** A row of the latest decisions. */
export interface DecisionSummary {
  customerId?: string | null;
  anonymousId?: string | null;
  decision: Decision;
}

export interface Explanation {
  decisionId: string;
  identical: boolean;
  winners: { offerId: string; placement: string; rank: number; reasons: string[] }[];
  candidates: {
    offerId: string;
    treatmentId?: string | null;
    outcome: 'offered' | 'dropped' | 'outranked';
    stage?: string | null;
    reason: string;
    counterfactual?: string | null;
    priority?: number | null;
  }[];
}

export interface Statistics {
  customersActive: number;
  interactionsPerSecond: number;
  decisionsPerSecond: number;
  pushesPerSecond: number;
  applied: number;
  duplicate: number;
  rejected: number;
  uptimeMs: number;
  playbookVersion: string;
}

export interface Overview extends Statistics {
  decisions?: DecisionSummary[];
}

/** What the hub answers to a subscription and sends at each change. */
export interface LiveUpdate {
  subscriptionId: string;
  customerId?: string | null;
  anonymousId?: string | null;
  sequence: number;
  previousSequence?: number;
  cause?: string;
  offers?: Offer[] | null;
  placements?: Placement[] | null;
  decisionId?: string | null;
  view?: CustomerView | null;
  movedTo?: string | null;
  ended?: boolean | null;
  missed?: TimelineItem[] | null;
}

export interface Match { customerId?: string | null; anonymousId?: string | null; displayName?: string | null; lastSeenAt?: string | null }

import type { components } from './api';

// The document allows a number to be written as text; the server always sends a number.
type Plain<T> =
  [T] extends [string | boolean | null | undefined] ? T
  : [string | number] extends [NonNullable<T>] ? number | Extract<T, null | undefined>
  : T extends readonly (infer Item)[] ? Plain<Item>[]
  : T extends object ? { [Name in keyof T]: Plain<T[Name]> }
  : T;

type Schemas = components['schemas'];

export type Placement = Plain<Schemas['DecidedPlacement']>;

/** An offer with the numbers behind its rank, which only a browser key is not told. */
export type Offer = Plain<Schemas['OfferBody']> & Record<'priority' | 'propensity' | 'value' | 'contextWeight' | 'lever', number>;

export type Rfm = Plain<Schemas['RfmView']>;
export type ProductLine = Plain<Schemas['ProductLine']>;
export type Contact = Plain<Schemas['Contact']>;
export type Session = Plain<Schemas['Session']>;
export type Decision = Plain<Schemas['DecisionBody']>;
export type Statistics = Required<Plain<Schemas['StatisticsBody']>>;
export type Match = Partial<Plain<Schemas['CustomerMatch']>>;

/** A customer's lag, the one that holds or that of a category. */
export type Lag = Plain<Omit<Schemas['LagView'], 'categories'>>;

export type CustomerView = Omit<Plain<Omit<Schemas['CustomerView'], 'lag'>>, 'affinities'> & {
  lag?: (Lag & { categories?: Record<string, Lag> | null }) | null;
  affinities: { category: string; score: number; share: number }[];
};

/** A timeline item with what its entry holds, which the document leaves open. */
export type TimelineItem = Omit<Plain<Schemas['TimelineItem']>, 'interaction' | 'decision' | 'contact' | 'absorbed'> & {
  interaction?: (Record<string, unknown> & { type: string; occurredAt?: string }) | null;
  decision?: Pick<Decision, 'request' | 'offers'> | null;
  absorbed?: { items: TimelineItem[]; more: boolean } | null;
};

export type SegmentList = Plain<Schemas['SegmentList']>;
export type SegmentFigures = Plain<Schemas['SegmentBody']>;
export type SegmentDetail = Omit<Plain<Schemas['SegmentDetail']>, 'hours'> & { hours: SegmentHour[] };
export type SegmentHour = Required<Plain<Schemas['SegmentHour']>>;

export type Preview = Plain<Schemas['PreviewReply']>;
export type RfmFigures = Plain<Schemas['RfmBody']>;
export type Lags = Plain<Schemas['LagsBody']>;
export type Lifetime = Omit<Plain<Schemas['LifetimeBody']>, 'model'> & { model?: LifetimeModel | null };
type Fitted = Plain<Schemas['ModelFit']>;
type Chosen = { name: string; parameters: Record<string, number> };
export type LifetimeModel = Omit<Plain<Schemas['LifetimeModel']>, 'purchases' | 'spend' | 'bgNbd' | 'paretoNbd' | 'nbd' | 'gammaGamma'>
  & { purchases: Chosen; spend: Chosen } & Partial<Record<'bgNbd' | 'paretoNbd' | 'nbd' | 'gammaGamma', Fitted | null>>;
export type LifetimeView = Plain<Schemas['LifetimeView']>;
export type SegmentLifetime = Plain<Schemas['SegmentLifetime']>;
export type Mean = Plain<Schemas['MeanBody']>;
export type Freshness = Plain<Schemas['FreshnessBody']>;
export type Rule = Plain<Schemas['RuleBody']>;
export type RelatedProducts = Plain<Schemas['RelatedProducts']>;
export type Projection = Plain<Schemas['ProjectionBody']>;

// Of an address that answers JSON or CSV the document has the latter alone.

/** A page of the members of a segment. */
export interface SegmentMembers {
  asOf: string;
  customers: { id: string; kind: 'known' | 'anonymous'; since?: string | null }[];
  next?: string | null;
}

/** The customers for whom an offer has the highest priority, best first. */
export interface BestCustomers {
  asOf: string;
  offer: string;
  channel: string;
  placement: string;
  scanned: number;
  fitting: number;
  dropped: { stage: string; customers: number }[];
  complete: boolean;
  customers: { id: string; kind: 'known' | 'anonymous'; factors: Record<'propensity' | 'value' | 'contextWeight' | 'lever' | 'priority', number> }[];
}

export interface RuleList {
  asOf: string;
  version: number;
  kind: 'together' | 'next' | 'upsell';
  counted: number;
  minCount: number;
  tests: number;
  found: number;
  rules: Rule[];
}

/** Customers by when they first bought, with what is expected of all of a cohort together. */
export interface Cohorts {
  asOf: string;
  currency: string;
  margin: number;
  discountRate: number;
  horizonMonths: number;
  acquisitionCost?: number | null;
  cohorts: { cohort: string; customers: number; alive: number; purchases90: number; revenue: number; value: number; paybackMonths?: number | null }[];
}

export interface Overview extends Statistics {
  decisions?: Decision[];
}

export type Explanation = Plain<Schemas['Explanation']>;

/** What the hub answers to a subscription and sends at each change; the hub is not part of the document. */
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

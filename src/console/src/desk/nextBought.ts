import type { ProductLine, Rule, TimelineItem } from '../api/types';

/** The products that rules lead from: those of the cart, else those of the newest order; at most three. */
export function startsFrom(cart: ProductLine[], items: TimelineItem[]): { products: string[]; kind: 'together' | 'next' } {
  const most = 3;
  if (cart.length > 0) return { kind: 'together', products: cart.slice(0, most).map(({ productId }) => productId) };
  const order = items.find(({ interaction }) => interaction?.type === 'orderCompleted')?.interaction;
  const lines = (order?.products ?? []) as { productId?: string }[];
  return { kind: 'next', products: [...new Set(lines.flatMap(({ productId }) => productId ?? []))].slice(0, most) };
}

/** The surest rules, each product that they lead to once and none that they start from. */
export function surest(rules: Rule[], from: string[], most = 4): Rule[] {
  const best = new Map<string, Rule>();
  for (const rule of rules) {
    if (!from.includes(rule.to) && rule.confidence > (best.get(rule.to)?.confidence ?? 0)) best.set(rule.to, rule);
  }
  return [...best.values()].sort((a, b) => b.confidence - a.confidence).slice(0, most);
}

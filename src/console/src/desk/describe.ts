import type { TFunction } from 'i18next';
import type { Names } from '../api/playbook';
import type { TimelineItem } from '../api/types';
import { money } from '../app/format';
import { categoryName } from '../parts/category';

interface Line { productId?: string; name?: string; category?: string; quantity?: number; price?: number }

export interface Described { title: string; detail: string; at: string }

/** A timeline item in words: what happened, and the one or two facts that tell it from others of its kind. */
export function describe(t: TFunction, item: TimelineItem, currency: string, names: Names): Described {
  const { decision } = item;
  if (decision) {
    const offers = decision.offers.map((o) => names.offer(o.offerId)).join(', ');
    return { title: t('entry.decided', { channel: names.channel(decision.request.channel) }), detail: offers || t('entry.noOffer'), at: item.at };
  }
  const interaction = item.interaction;
  if (!interaction) {
    const detail = item.segment ? [names.segment(item.segment), names.because(item.segment, item.reason)].filter(Boolean).join(' · ') : (item.other?.slice(2) ?? '');
    return { title: t(`entry.${item.entry}`, { defaultValue: item.entry }), detail, at: item.effectiveAt ?? item.at };
  }
  const at = item.effectiveAt ?? interaction.occurredAt ?? item.at;
  const title = interaction.type === 'custom'
    ? String(interaction.name)
    : t(`interaction.${interaction.type === 'cartChanged' ? `cart${capital(String(interaction.change))}` : interaction.type}`, { defaultValue: interaction.type });
  return { title, detail: detailOf(t, interaction, currency, names), at };
}

/** The playbook's name in the reader's language, else the shop's, else what kind of thing it is. */
const productName = ({ productId, name, category }: Line, names: Names, t: TFunction) =>
  productId && names.product(productId) !== productId ? names.product(productId) : (name ?? (category ? categoryName(t, category) : productId));

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

function detailOf(t: TFunction, interaction: Record<string, unknown>, currency: string, names: Names): string {
  const parts: string[] = [];
  const product = interaction.product as Line | undefined;
  const products = interaction.products as Line[] | undefined;
  const add = (value: unknown) => {
    if (typeof value === 'string' && value) parts.push(value);
  };
  if (typeof interaction.amount === 'number') parts.push(money(interaction.amount, String(interaction.currency ?? currency)));
  const lines = product ? [product] : (products ?? []);
  for (const line of lines.slice(0, 2)) add(productName(line, names, t));
  if (lines.length > 2) parts.push(`+${lines.length - 2}`);
  if (typeof interaction.offerId === 'string') add(names.offer(interaction.offerId));
  for (const name of ['query', 'title', 'pageName']) add(interaction[name]);
  if (typeof interaction.purpose === 'string') add(names.purpose(interaction.purpose));
  if (typeof interaction.intent === 'string') add(t(`intent.${interaction.intent}`, { defaultValue: interaction.intent }));
  for (const name of ['disposition', 'reason', 'text']) add(interaction[name]);
  if (interaction.type === 'pageViewed') add(interaction.name ?? interaction.url);
  if (interaction.type === 'consentChanged') parts.push(t(interaction.granted ? 'desk.granted' : 'desk.objected'));
  if (interaction.type === 'identified') parts.push(Object.keys((interaction.traits as object | undefined) ?? {}).slice(0, 5).map((name) => t(`attribute.${name}`, { defaultValue: name })).join(', '));
  if (typeof interaction.channel === 'string') add(names.channel(interaction.channel));
  return parts.filter(Boolean).join(' · ');
}

import type { LifetimeModel } from '../../api/types';

export interface Why { kind: 'likelier' | 'only' | 'simpler' | 'nearer'; higher: number; lower: number }

type Judged = Pick<LifetimeModel, 'bgNbd' | 'paretoNbd' | 'purchases'> & { reason?: string };

/** Why the purchase model is the one that is used: what it forecast came nearer, it is the likelier of two, the only one that fits, or neither does. */
export function whyChosen({ bgNbd, paretoNbd, purchases, reason }: Judged): Why {
  if (reason?.startsWith('nearer forecast')) return { kind: 'nearer', higher: 0, lower: 0 };
  const fits = [{ name: 'bgNbd', fit: bgNbd }, { name: 'paretoNbd', fit: paretoNbd }].filter(({ fit }) => fit != null && fit.degeneracy == null);
  const mine = fits.find(({ name }) => name === purchases.name)?.fit;
  const other = fits.find(({ name }) => name !== purchases.name)?.fit;
  if (!mine) return { kind: 'simpler', higher: 0, lower: 0 };
  return { kind: other ? 'likelier' : 'only', higher: mine.logLikelihood, lower: other?.logLikelihood ?? 0 };
}

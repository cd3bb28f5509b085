import type { LifetimeModel } from '../../api/types';

export interface Why { kind: 'likelier' | 'only' | 'simpler'; higher: number; lower: number }

/** Why the purchase model is the one that is used: of the two that were fitted the likelier, the only one that fits, or neither. */
export function whyChosen({ bgNbd, paretoNbd, purchases }: Pick<LifetimeModel, 'bgNbd' | 'paretoNbd' | 'purchases'>): Why {
  const fits = [{ name: 'bgNbd', fit: bgNbd }, { name: 'paretoNbd', fit: paretoNbd }].filter(({ fit }) => fit != null && fit.degeneracy == null);
  const mine = fits.find(({ name }) => name === purchases.name)?.fit;
  const other = fits.find(({ name }) => name !== purchases.name)?.fit;
  if (!mine) return { kind: 'simpler', higher: 0, lower: 0 };
  return { kind: other ? 'likelier' : 'only', higher: mine.logLikelihood, lower: other?.logLikelihood ?? 0 };
}

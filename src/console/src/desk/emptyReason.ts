import type { TFunction } from 'i18next';

/** Why a placement holds fewer offers than asked, which the server says with a code and its numbers, in the reader's language. */
export function emptyReason(t: TFunction, reason: string): string {
  const dropped = /^(\w+): dropped (\d+) of (\d+) offers$/.exec(reason);
  if (dropped) return t('empty.dropped', { stage: t(`funnel.${dropped[1]}`), dropped: dropped[2], count: Number(dropped[3]) });
  const shown = /^rank: all (\d+) offers that fit are shown$/.exec(reason);
  if (shown) return t('empty.shown', { count: Number(shown[1]) });
  return reason.startsWith('placement:') ? t('empty.placement') : reason;
}

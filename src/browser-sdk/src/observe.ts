import type { Offer, Outcome } from './types';

const visibleShare = 0.5;
const visibleForMs = 1_000;

/**
 * Reports an offer as presented once at least half of its element was in view for a whole second while the document itself was
 * visible, and as clicked at its first click. Returns a function that stops watching.
 */
export function observe(element: Element, offer: Offer, report: (offer: Offer, outcome: Outcome) => void): () => void {
  let inView = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const judge = () => {
    clearTimeout(timer);
    if (!inView || document.visibilityState !== 'visible') return;
    timer = setTimeout(() => {
      observer.disconnect();
      document.removeEventListener('visibilitychange', judge);
      report(offer, 'presented');
    }, visibleForMs);
  };
  const observer = new IntersectionObserver((entries) => {
    const last = entries[entries.length - 1]!;
    inView = last.isIntersecting && last.intersectionRatio >= visibleShare;
    judge();
  }, { threshold: [0, visibleShare] });
  const click = () => report(offer, 'clicked');

  observer.observe(element);
  document.addEventListener('visibilitychange', judge);
  element.addEventListener('click', click, { once: true });
  return () => {
    clearTimeout(timer);
    observer.disconnect();
    document.removeEventListener('visibilitychange', judge);
    element.removeEventListener('click', click);
  };
}

import type { Live, LiveRequest, Offer, PlacementRequest, SlotChange } from 'browser-sdk';
import { createContext, useContext, useEffect, useRef, useState, type ReactNode, type RefObject } from 'react';
import { client } from './client';

const LiveContext = createContext<Live | null>(null);

interface OfferFeedProps { placements: PlacementRequest[]; context: Record<string, string>; children: ReactNode }

/** One live feed for the placements of the page that it wraps. */
export function OfferFeed({ placements, context, children }: OfferFeedProps) {
  const [live, setLive] = useState<Live | null>(null);
  const wish = JSON.stringify({ placements, context });
  useEffect(() => {
    const started = client().live(JSON.parse(wish) as LiveRequest);
    setLive(started);
    return () => started.close();
  }, [wish]);
  return <LiveContext value={live}>{children}</LiveContext>;
}

/** The offers of one placement, renewed live; null until the first answer. */
export function useSlot(placement: string, element: RefObject<HTMLElement | null>): SlotChange | null {
  const live = useContext(LiveContext);
  const [change, setChange] = useState<SlotChange | null>(null);
  useEffect(() => live?.slot(placement, { element: element.current ?? undefined, onChange: setChange }), [live, placement, element]);
  return change;
}

/** Watches an offer's element for the impression and the click. */
export function useObserved<T extends HTMLElement>(offer: Offer): RefObject<T | null> {
  const element = useRef<T>(null);
  const latest = useRef(offer);
  latest.current = offer;
  useEffect(() => client().observe(element.current!, latest.current), [offer.outcomeToken]);
  return element;
}

import { EarlyChanges } from 'browser-sdk/early';
import { Feed } from 'browser-sdk/feed';
import i18next from 'i18next';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { apiKey } from './client';
import type { LiveUpdate, Overview } from './types';

let shared: Feed | undefined;
let refusal: string | null = null;
const told = new Set<() => void>();

/** The console's one connection to the live hub. */
export function hub(): Feed {
  shared ??= new Feed({
    url: location.origin.replace(/^http/, 'ws') + '/hubs/live',
    query: async () => ({ access_token: apiKey.get() }),
    onRefused: (reason) => {
      refusal = reason;
      for (const tell of told) tell();
    },
  }).start();
  return shared;
}

/** Why the server does not take this tab's key; null while it does, and while nothing is known. */
export function useRefusal(): string | null {
  return useSyncExternalStore(
    (tell) => {
      hub();
      told.add(tell);
      return () => void told.delete(tell);
    },
    () => refusal,
  );
}

export function useConnected(): boolean {
  const [connected, setConnected] = useState(hub().connected);
  useEffect(() => {
    setConnected(hub().connected);
    return hub().onConnection(setConnected);
  }, []);
  return connected;
}

export function useOverviewFeed(onOverview: (overview: Overview) => void): void {
  const latest = useRef(onOverview);
  latest.current = onOverview;
  useEffect(() => {
    const stopListening = hub().on('overview', (overview) => latest.current(overview));
    const stopOpening = hub().onOpen(() => void hub().invoke('SubscribeOverview').catch(() => {}));
    return () => {
      stopListening();
      stopOpening();
    };
  }, []);
}

/** Whom a screen follows. */
export type Subject = { customerId: string } | { anonymousId: string };

export interface Subscription {
  subject: Subject;
  channel: string;
  placements: { id: string; count: number }[];
  context?: Record<string, string>;
  language?: string;
  sessionId?: string;
}

/** Follows one customer; the handler gets the first state and every change. Returns the subscription's failure, if any. */
export function useLiveCustomer(subscription: Subscription | null, onUpdate: (update: LiveUpdate) => void): string | null {
  const latest = useRef(onUpdate);
  latest.current = onUpdate;
  const [failure, setFailure] = useState<string | null>(null);
  const wish = JSON.stringify(subscription);

  useEffect(() => {
    const request = JSON.parse(wish) as Subscription | null;
    setFailure(null);
    if (!request) return;
    let id: string | undefined;
    let sequence = 0;
    let stopped = false;
    let early: EarlyChanges<LiveUpdate> | undefined;
    const { subject, ...rest } = request;
    const leave = (what: string) => void hub().invoke('Unsubscribe', what).catch(() => {});
    const changed = (update: LiveUpdate) => {
      if (update.subscriptionId !== id) return early?.keep(update);
      sequence = update.sequence;
      if (update.ended) setFailure(i18next.t('live.ended'));
      else latest.current(update);
    };
    const stopListening = hub().on('changed', changed);
    const stopOpening = hub().onOpen(() => {
      const mine = (early = new EarlyChanges<LiveUpdate>());
      hub().invoke('Subscribe', { ...subject, ...rest, view: true, ...(sequence > 0 ? { after: sequence } : {}) }).then(
        (update: LiveUpdate) => {
          if (stopped) return leave(update.subscriptionId);
          early = undefined;
          id = update.subscriptionId;
          sequence = update.sequence;
          setFailure(null);
          latest.current(update);
          const overtook = mine.after(update);
          if (overtook) changed(overtook);
        },
        (error: Error) => {
          if (early === mine) early = undefined;
          if (!stopped && hub().connected) setFailure(error.message);
        },
      );
    });
    return () => {
      stopped = true;
      stopListening();
      stopOpening();
      if (id) leave(id);
    };
  }, [wish]);

  return failure;
}

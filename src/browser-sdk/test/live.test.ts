import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Feed } from '../src/feed';
import { LiveSubscription } from '../src/live';
import type { Decision, Offer, SlotChange } from '../src/types';
import { FakeSocket, settle } from './support';

const offer = (offerId: string, placement = 'hero') => ({ offerId, placement, rank: 1 }) as Offer;
const decision = (offerId: string): Decision => ({ decisionId: 'd', sequence: 1, offers: [offer(offerId)], placements: [] });

async function start(decide = () => Promise.resolve(decision('http'))) {
  const feed = new Feed({ url: 'ws://s/hubs/live', query: async () => ({ access_token: 'K', customer_token: null }), socket: (url) => new FakeSocket(url) as unknown as WebSocket, random: () => 1 }).start();
  const live = new LiveSubscription({
    feed, subject: () => ({ anonymousId: 'a' }), defaults: { channel: 'web', language: 'en', sessionId: () => 's' }, decide, onError: () => {},
  }, { placements: [{ id: 'hero' }] });
  const shown: SlotChange[] = [];
  live.slot('hero', { minIntervalMs: 0, onChange: (c) => shown.push(c) });
  await settle();
  return { feed, live, shown, socket: () => FakeSocket.made.at(-1)! };
}

const subscriptions = (socket: FakeSocket) => socket.sent.filter((m) => m.target === 'Subscribe').map((m) => m.arguments[0]);

describe('LiveSubscription', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    FakeSocket.made = [];
  });
  afterEach(() => void vi.useRealTimers());

  it('shakes hands, subscribes for all placements at once and shows the first offers', async () => {
    const { shown, socket } = await start();
    expect(socket().url).toBe('ws://s/hubs/live?access_token=K');
    socket().open();
    expect(socket().sent[0]).toEqual({ protocol: 'json', version: 1 });
    expect(subscriptions(socket())[0]).toEqual({ anonymousId: 'a', channel: 'web', language: 'en', sessionId: 's', placements: [{ id: 'hero', count: 1 }] });
    socket().answer({ subscriptionId: 'x', sequence: 4, offers: [offer('one'), offer('other', 'row')], placements: [] });
    await settle();
    expect(shown.map((c) => [c.offers.map((o) => o.offerId), c.cause, c.sequence])).toEqual([[['one'], 'initial', 4]]);
  });

  it('shows what is pushed, and nothing of somebody else\'s subscription', async () => {
    const { shown, live, socket } = await start();
    socket().open();
    socket().answer({ subscriptionId: 'x', sequence: 4, offers: [offer('one')] });
    await settle();
    socket().receive(
      { type: 1, target: 'changed', arguments: [{ subscriptionId: 'y', sequence: 9, offers: [offer('wrong')] }] },
      { type: 1, target: 'changed', arguments: [{ subscriptionId: 'x', sequence: 5, previousSequence: 4, cause: 'decision', offers: [offer('two')] }] },
    );
    await vi.advanceTimersByTimeAsync(1);
    expect(shown.at(-1)).toMatchObject({ cause: 'decision', sequence: 5, offers: [{ offerId: 'two' }] });
    expect(live.sequence).toBe(5);
  });

  it('shows a push that overtook the reply to its subscription', async () => {
    const { shown, live, socket } = await start();
    socket().open();
    socket().receive({ type: 1, target: 'changed', arguments: [{ subscriptionId: 'x', sequence: 5, cause: 'decision', offers: [offer('two')] }] });
    expect(shown).toHaveLength(0);
    socket().answer({ subscriptionId: 'x', sequence: 4, offers: [offer('one')] });
    await vi.advanceTimersByTimeAsync(1);
    expect(shown.at(-1)).toMatchObject({ sequence: 5, offers: [{ offerId: 'two' }] });
    expect(live.sequence).toBe(5);
  });

  it('forgets a push that is older than the reply', async () => {
    const { shown, live, socket } = await start();
    socket().open();
    socket().receive({ type: 1, target: 'changed', arguments: [{ subscriptionId: 'x', sequence: 3, offers: [offer('old')] }] });
    socket().answer({ subscriptionId: 'x', sequence: 4, offers: [offer('one')] });
    await vi.advanceTimersByTimeAsync(1);
    expect(shown.at(-1)).toMatchObject({ sequence: 4, offers: [{ offerId: 'one' }] });
    expect(live.sequence).toBe(4);
  });

  it('reconnects by itself and asks for what it missed', async () => {
    const { socket } = await start();
    socket().open();
    socket().answer({ subscriptionId: 'x', sequence: 4, offers: [offer('one')] });
    await settle();
    socket().close();
    await vi.advanceTimersByTimeAsync(500);
    expect(FakeSocket.made).toHaveLength(2);
    socket().open();
    expect(subscriptions(socket())[0].after).toBe(4);
  });

  it('gives up a connection on which nothing is heard', async () => {
    const { socket } = await start();
    socket().open();
    await vi.advanceTimersByTimeAsync(15_000);
    expect(socket().sent.at(-1)).toEqual({ type: 6 });
    await vi.advanceTimersByTimeAsync(30_000 + 1_000);
    expect(FakeSocket.made.length).toBeGreaterThan(1);
  });

  it('asks over HTTP when the feed does not come', async () => {
    const { shown } = await start();
    await vi.advanceTimersByTimeAsync(1_500);
    expect(shown.map((c) => c.offers[0]!.offerId)).toEqual(['http']);
  });

  it('does not ask over HTTP when the feed has answered', async () => {
    const decide = vi.fn(() => Promise.resolve(decision('http')));
    const { socket } = await start(decide);
    socket().open();
    socket().answer({ subscriptionId: 'x', sequence: 4, offers: [] });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(decide).not.toHaveBeenCalled();
  });

  it('tries again when the server refuses the subscription', async () => {
    const { socket } = await start();
    socket().open();
    socket().receive({ type: 3, invocationId: '1', error: 'not now' });
    await vi.advanceTimersByTimeAsync(5_000);
    expect(subscriptions(socket())).toHaveLength(2);
  });

  it('takes its leave when closed', async () => {
    const { live, socket, shown } = await start();
    socket().open();
    socket().answer({ subscriptionId: 'x', sequence: 4, offers: [] });
    await settle();
    live.close();
    expect(socket().sent.at(-1)).toMatchObject({ target: 'Unsubscribe', arguments: ['x'] });
    socket().receive({ type: 1, target: 'changed', arguments: [{ subscriptionId: 'x', sequence: 5, offers: [offer('late')] }] });
    expect(shown).toHaveLength(1);
  });
});

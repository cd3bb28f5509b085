import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Feed } from '../src/feed';
import { FakeSocket, settle } from './support';

describe('Feed', () => {
  let answers: { resolve: (query: Record<string, string>) => void; reject: () => void }[];

  beforeEach(() => {
    vi.useFakeTimers();
    FakeSocket.made = [];
    answers = [];
  });
  afterEach(() => void vi.useRealTimers());

  const start = () => new Feed({
    url: 'ws://s/hubs/live',
    query: () => new Promise((resolve, reject) => answers.push({ resolve, reject })),
    socket: (url) => new FakeSocket(url) as unknown as WebSocket,
    random: () => 1,
  }).start();

  it('opens one socket, the latest, when connections overlap', async () => {
    const feed = start();
    feed.reconnect();
    answers[1]!.resolve({ access_token: 'new' });
    await settle();
    answers[0]!.resolve({ access_token: 'old' });
    await settle();
    expect(FakeSocket.made.map((s) => s.url)).toEqual(['ws://s/hubs/live?access_token=new']);
    FakeSocket.made[0]!.open();
    expect(feed.connected).toBe(true);
  });

  it('does not retry an attempt that a later one has replaced', async () => {
    const feed = start();
    feed.reconnect();
    answers[0]!.reject();
    answers[1]!.resolve({});
    await settle();
    FakeSocket.made[0]!.open();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(answers).toHaveLength(2);
    expect(feed.connected).toBe(true);
  });

  it('hears nothing from a socket that it has replaced', async () => {
    const feed = start();
    answers[0]!.resolve({});
    await settle();
    const old = FakeSocket.made[0]!;
    old.open();
    const heard = vi.fn();
    feed.on('changed', heard);
    feed.reconnect();
    answers[1]!.resolve({});
    await settle();
    old.receive({ type: 1, target: 'changed', arguments: [{}] });
    expect(feed.connected).toBe(false);
    FakeSocket.made[1]!.open();
    old.receive({ type: 1, target: 'changed', arguments: [{}] });
    expect(heard).not.toHaveBeenCalled();
  });

  describe('when a socket does not open', () => {
    const asked: string[] = [];
    const refused = vi.fn();
    const startAgainst = async (status: number, code: string) => {
      asked.length = 0;
      refused.mockClear();
      const feed = new Feed({
        url: 'wss://s/hubs/live', query: async () => ({ access_token: 'K' }), random: () => 1, onRefused: refused,
        socket: (url) => new FakeSocket(url) as unknown as WebSocket,
        fetcher: async (url) => {
          asked.push(String(url));
          return new Response(JSON.stringify({ code, detail: `because of ${code}` }), { status });
        },
      }).start();
      await settle();
      FakeSocket.made[0]!.close();
      await settle();
      await vi.advanceTimersByTimeAsync(120_000);
      return feed;
    };

    it.each([[401, 'key_missing'], [401, 'key_unknown'], [403, 'origin_not_allowed']])('stops and says why after %i %s', async (status, code) => {
      await startAgainst(status, code);
      expect(asked).toEqual(['https://s/hubs/live?access_token=K']);
      expect(FakeSocket.made).toHaveLength(1);
      expect(refused.mock.calls).toEqual([[`because of ${code}`]]);
    });

    it.each([[401, 'token_invalid'], [400, 'x'], [503, 'x']])('tries again after %i %s', async (status, code) => {
      const feed = await startAgainst(status, code);
      expect(FakeSocket.made.length).toBeGreaterThan(1);
      expect(refused).not.toHaveBeenCalled();
      feed.close();
    });
  });
});

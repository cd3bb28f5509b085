import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Queue, type Item } from '../src/queue';
import type { Reply } from '../src/transport';
import type { Store } from '../src/store';
import { memoryStore } from './support';

const item = (messageId: string, kind: Item['kind'] = 'event'): Item => ({ messageId, kind, body: { messageId } });
const ok: Reply = { ok: true, body: {} };

function start(replies: Reply[], store: Store = memoryStore(), tab = 'tab') {
  const sent: string[][] = [];
  const faults: string[] = [];
  const queue = new Queue({
    store, max: 5, batchSize: 3, delayMs: 100, random: () => 1,
    deliver: (_, items) => {
      sent.push(items.map((i) => i.messageId));
      return Promise.resolve(replies.shift() ?? ok);
    },
    onError: (fault) => faults.push(`${fault.code}:${fault.messageId ?? ''}`),
  }, tab);
  return { queue, sent, faults, store };
}

describe('Queue', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('gathers events for the delay and sends them as one batch', async () => {
    const { queue, sent } = start([]);
    queue.add(item('1'));
    queue.add(item('2'));
    expect(sent).toEqual([]);
    await vi.advanceTimersByTimeAsync(100);
    expect(sent).toEqual([['1', '2']]);
    expect(queue.length).toBe(0);
  });

  it('sends a full batch at once', async () => {
    const { queue, sent } = start([]);
    ['1', '2', '3'].forEach((id) => queue.add(item(id)));
    await vi.advanceTimersByTimeAsync(0);
    expect(sent).toEqual([['1', '2', '3']]);
  });

  it.each([429, 503, 0])('keeps events after status %i and sends the same ids again', async (status) => {
    const { queue, sent } = start([{ ok: false, retry: true, status, message: 'busy' }]);
    queue.add(item('1'));
    await vi.advanceTimersByTimeAsync(100);
    expect(queue.length).toBe(1);
    await vi.advanceTimersByTimeAsync(500);
    expect(sent).toEqual([['1'], ['1']]);
    expect(queue.length).toBe(0);
  });

  it('waits at least as long as the server asked', async () => {
    const { queue, sent } = start([{ ok: false, retry: true, status: 429, retryAfterMs: 5_000, message: 'slow down' }]);
    queue.add(item('1'));
    await vi.advanceTimersByTimeAsync(100);
    queue.add(item('2'));
    await vi.advanceTimersByTimeAsync(4_900);
    expect(sent).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(200);
    expect(sent[1]).toEqual(['1', '2']);
  });

  it('halves a batch that is too large, and drops an event that is refused by itself', async () => {
    const large: Reply = { ok: false, retry: false, status: 413, message: 'too large' };
    const { queue, sent, faults } = start([large, ok, large]);
    ['1', '2', '3'].forEach((id) => queue.add(item(id)));
    await vi.advanceTimersByTimeAsync(200);
    expect(sent).toEqual([['1', '2', '3'], ['1', '2'], ['3']]);
    expect(faults).toEqual(['request_refused:3']);
  });

  it('drops the oldest beyond its limit and says so', () => {
    const { queue, faults } = start([]);
    ['1', '2', '3', '4', '5', '6'].forEach((id) => queue.add(item(id)));
    expect(queue.length).toBe(5);
    expect(faults).toEqual(['queue_full:1']);
  });

  it('reports the events that the server rejected', async () => {
    const { queue, faults } = start([{ ok: true, body: { results: [{ messageId: '1', verdict: 'rejected', code: 'c', reason: 'r' }] } }]);
    queue.add(item('1'));
    await queue.flush();
    expect(faults).toEqual(['event_rejected:1']);
  });

  it('finds what an earlier page of the tab left behind', async () => {
    const store = memoryStore();
    start([], store).queue.add(item('1'));
    const next = start([], store);
    await vi.advanceTimersByTimeAsync(100);
    expect(next.sent).toEqual([['1']]);
    expect(store.names('queue.')).toEqual([]);
  });

  it('takes over the queue of another tab only once that tab is silent', async () => {
    const store = memoryStore();
    store.write('queue.gone', { at: Date.now() - 5_000, items: [item('1')] });
    const { sent } = start([], store);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(sent).toEqual([]);
    await vi.advanceTimersByTimeAsync(16_000);
    expect(sent).toEqual([['1']]);
  });

  it('names the present visitor in the events that have none, and keeps the name over a reload', () => {
    const { queue, store } = start([]);
    queue.add({ messageId: '1', kind: 'event', body: {} });
    queue.add({ messageId: '2', kind: 'event', body: { anonymousId: 'earlier' } });
    queue.add({ messageId: '3', kind: 'outcome', body: {} });
    queue.stamp('now');
    const kept = store.read<{ items: Item[] }>('queue.tab')!;
    expect(kept.items.map((i) => i.body.anonymousId)).toEqual(['now', 'earlier', undefined]);
  });

  it('hands over what is queued when the page closes, outcomes beside events', () => {
    const { queue, sent } = start([]);
    queue.add(item('1'));
    queue.add(item('2', 'outcome'));
    queue.leave();
    expect(sent).toEqual([['1'], ['2']]);
  });
});

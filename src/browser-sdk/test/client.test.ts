import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { connect, type Fault } from '../src/index';

interface Call { path: string; body: any; headers: Record<string, string>; keepalive?: boolean }

const visitor = () => ({ anonymousId: 'v-1', token: 'VT', expiresAt: new Date(Date.now() + 86_400_000).toISOString() });

describe('connect', () => {
  let calls: Call[];
  let answer: (path: string) => Promise<Response>;

  beforeEach(() => {
    vi.useFakeTimers();
    localStorage.clear();
    sessionStorage.clear();
    calls = [];
    answer = (path) => Promise.resolve(Response.json(path === '/v1/visitors' ? visitor() : { results: [] }));
    vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
      const path = url.replace('http://shop.test', '');
      calls.push({ path, body: JSON.parse(init.body as string), headers: init.headers as Record<string, string>, keepalive: init.keepalive });
      return answer(path);
    });
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  const open = (more: Partial<Parameters<typeof connect>[0]> = {}) => connect({ key: 'K', endpoint: 'http://shop.test', ...more });
  const batch = () => calls.filter((c) => c.path === '/v1/batch').flatMap((c) => c.body.batch);

  it('mints a visitor once, and names it in every event, also in those before the mint', async () => {
    const client = open();
    client.page('home');
    client.productViewed({ product_id: 'p1', category: 'toys.bricks' });
    await client.flush();
    expect(calls.filter((c) => c.path === '/v1/visitors')).toHaveLength(1);
    expect(batch().map((e: any) => [e.type, e.anonymousId])).toEqual([['page', 'v-1'], ['track', 'v-1']]);
    expect(batch()[1]).toMatchObject({ event: 'Product Viewed', properties: { product_id: 'p1' } });
    expect(calls.at(-1)!.headers['X-Customer-Token']).toBe('VT');
    expect(client.anonymousId).toBe('v-1');
  });

  it('sends events under the customer after identify, and with both tokens where the shop signs', async () => {
    const client = open({ customerToken: () => Promise.resolve('CT') });
    client.identify('c-1', { firstName: 'Minji' });
    client.track('Wish');
    await client.flush();
    expect(batch().map((e: any) => [e.type, e.userId, e.anonymousId])).toEqual([['identify', 'c-1', 'v-1'], ['track', 'c-1', 'v-1']]);
    await client.decide({ placements: [{ id: 'hero' }] });
    expect(calls.at(-1)).toMatchObject({ path: '/v1/decide', body: { customerId: 'c-1', channel: 'web', placements: [{ id: 'hero', count: 1 }] } });
    expect(calls.at(-1)!.headers['X-Customer-Token']).toBe('VT,CT');
  });

  it('starts as a new visitor after reset', async () => {
    const client = open();
    client.identify('c-1');
    await client.flush();
    const before = client.sessionId;
    client.reset();
    expect(client.customerId).toBeNull();
    expect(client.anonymousId).not.toBe('v-1');
    expect(client.sessionId).not.toBe(before);
  });

  it('sends what was queued before reset as the old visitor, without the next visitor\'s token', async () => {
    let down = true;
    let minted = 0;
    answer = (path) => {
      if (path === '/v1/visitors') return Promise.resolve(Response.json({ ...visitor(), anonymousId: `v-${++minted}`, token: `VT${minted}` }));
      return Promise.resolve(down ? Response.json({}, { status: 503 }) : Response.json({ results: [] }));
    };
    const client = open();
    client.identify('c-1');
    client.track('Old');
    await client.flush();
    client.track('Old too');
    client.reset();
    client.track('New');
    await vi.advanceTimersByTimeAsync(0);
    down = false;
    calls = [];
    await client.flush();
    const batches = calls.filter((c) => c.path === '/v1/batch');
    expect(batches.map((c) => [c.headers['X-Customer-Token'], c.body.batch.map((e: any) => [e.event, e.userId, e.anonymousId])])).toEqual([
      [undefined, [[undefined, 'c-1', 'v-1'], ['Old', 'c-1', 'v-1'], ['Old too', 'c-1', 'v-1']]],
      ['VT2', [['New', undefined, 'v-2']]],
    ]);
  });

  it('does not tie the next visitor to the customer who was signed in before any answer came', async () => {
    const client = open();
    client.identify('c-1');
    const before = client.anonymousId;
    client.reset();
    client.track('New');
    await vi.advanceTimersByTimeAsync(1_000);
    await client.flush();
    const sent = batch();
    expect(sent.map((e: any) => [e.type, e.userId, e.anonymousId])).toEqual([['identify', 'c-1', before], ['track', undefined, 'v-1']]);
    expect(calls.find((c) => c.path === '/v1/batch')!.headers['X-Customer-Token']).toBeUndefined();
  });

  it('resolves a decision to the caller\'s default when the server is slow', async () => {
    answer = (path) => (path === '/v1/decide' ? new Promise(() => {}) : Promise.resolve(Response.json(visitor())));
    const faults: Fault[] = [];
    const asked = open({ onError: (f) => faults.push(f) }).decide({ placements: [{ id: 'hero' }], timeoutMs: 300 }, { decisionId: 'mine' });
    await vi.advanceTimersByTimeAsync(300);
    expect(await asked).toEqual({ decisionId: 'mine', sequence: 0, offers: [], placements: [], failure: 'no answer within 300 ms' });
    expect(faults).toHaveLength(1);
  });

  it('resolves a decision to the default when the server refuses', async () => {
    answer = (path) => Promise.resolve(path === '/v1/decide' ? Response.json({ detail: 'no such placement' }, { status: 400 }) : Response.json(visitor()));
    expect(await open().decide({ placements: [{ id: 'x' }] })).toMatchObject({ offers: [], failure: 'no such placement' });
  });

  it('queues outcomes with an id of their own', async () => {
    const client = open();
    const id = client.outcome({ outcomeToken: 'T' }, 'declined', 'too dear');
    await client.flush();
    expect(calls.at(-1)).toMatchObject({ path: '/v1/outcomes', body: { outcomes: [{ messageId: id, outcome: 'declined', outcomeToken: 'T', reason: 'too dear' }] } });
  });

  it('hands its queue to the browser when the page goes', async () => {
    const client = open();
    await client.flush();
    client.page();
    await client.flush();
    client.track('Last');
    dispatchEvent(new Event('pagehide'));
    await vi.advanceTimersByTimeAsync(0);
    expect(calls.at(-1)).toMatchObject({ path: '/v1/batch', keepalive: true, body: { batch: [{ event: 'Last' }] } });
  });
});

import { describe, expect, it } from 'vitest';
import { backoff, createTransport, retryAfter } from '../src/transport';

const respond = (status: number, body: unknown = {}, headers: Record<string, string> = {}) =>
  () => Promise.resolve(new Response(JSON.stringify(body), { status, headers }));

describe('createTransport', () => {
  it('sends key and token beside the body', async () => {
    let seen: RequestInit | undefined;
    const send = createTransport('http://s', 'KEY', (_, init) => {
      seen = init;
      return Promise.resolve(new Response('{}'));
    });
    expect(await send({ path: '/v1/batch', body: { a: 1 }, token: 'TOKEN' })).toEqual({ ok: true, body: {} });
    expect(seen!.headers).toMatchObject({ Authorization: 'Bearer KEY', 'X-Customer-Token': 'TOKEN' });
    expect(seen!.body).toBe('{"a":1}');
  });

  it.each([[429, true], [503, true], [500, true], [408, true], [400, false], [401, false], [413, false]])('answers status %i with retry %s', async (status, retry) => {
    const reply = await createTransport('', 'k', respond(status, { detail: 'why' }, { 'Retry-After': '2' }))({ path: '/', body: {} });
    expect(reply).toMatchObject({ ok: false, retry, status, message: 'why', retryAfterMs: 2_000 });
  });

  it('treats a dropped connection as worth a retry', async () => {
    const reply = await createTransport('', 'k', () => Promise.reject(new TypeError('Failed to fetch')))({ path: '/', body: {} });
    expect(reply).toMatchObject({ ok: false, retry: true, status: 0 });
  });
});

describe('retryAfter', () => {
  it('reads seconds and dates, and caps both', () => {
    expect(retryAfter('3')).toBe(3_000);
    expect(retryAfter(new Date(10_000).toUTCString(), 4_000)).toBe(6_000);
    expect(retryAfter('999999')).toBe(3_600_000);
    expect(retryAfter('soon')).toBeUndefined();
    expect(retryAfter(null)).toBeUndefined();
  });
});

describe('backoff', () => {
  it('doubles up to a minute and never falls below half', () => {
    expect([0, 1, 2, 20].map((n) => backoff(n, 1))).toEqual([500, 1_000, 2_000, 60_000]);
    expect(backoff(1, 0)).toBe(500);
  });
});

/** The answer of one request: a body, or why there is none and whether a retry can help. */
export type Reply =
  | { ok: true; body: any }
  | { ok: false; retry: boolean; status: number; retryAfterMs?: number; message: string };

export interface Request {
  path: string;
  body: unknown;
  token?: string | null;
  timeoutMs?: number;
  /** Lets the request outlive the page; at most 64 KB in flight, by the browser's own rule. */
  keepalive?: boolean;
}

export type Send = (request: Request) => Promise<Reply>;

const retried = new Set([408, 425, 429, 460]);

/** Sends JSON with the key, and the visitor's or customer's token beside it. */
export function createTransport(endpoint: string, key: string, fetcher: typeof fetch = (...a) => fetch(...a)): Send {
  return async ({ path, body, token, timeoutMs = 10_000, keepalive }) => {
    const headers: Record<string, string> = { 'Content-Type': 'application/json', Authorization: `Bearer ${key}` };
    if (token) headers['X-Customer-Token'] = token;
    try {
      const response = await fetcher(endpoint + path, {
        method: 'POST', headers, body: JSON.stringify(body), keepalive, credentials: 'omit',
        signal: keepalive ? undefined : AbortSignal.timeout(timeoutMs),
      });
      if (response.ok) return { ok: true, body: await response.json().catch(() => ({})) };
      const problem = await response.json().catch(() => null);
      return {
        ok: false,
        retry: retried.has(response.status) || response.status >= 500,
        status: response.status,
        retryAfterMs: retryAfter(response.headers.get('Retry-After')),
        message: problem?.detail ?? problem?.title ?? `HTTP ${response.status}`,
      };
    } catch (error) {
      return { ok: false, retry: true, status: 0, message: error instanceof Error ? error.message : String(error) };
    }
  };
}

/** Seconds or an HTTP date, in milliseconds from now; capped at an hour. */
export function retryAfter(header: string | null, now = Date.now()): number | undefined {
  if (!header) return undefined;
  const wait = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(wait) ? Math.min(Math.max(wait, 0), 3_600_000) : undefined;
}

/** The wait before a retry: doubling from half a second to a minute, with jitter so that clients do not return together. */
export function backoff(attempt: number, random = Math.random()): number {
  const ceiling = Math.min(60_000, 500 * 2 ** attempt);
  return ceiling / 2 + (ceiling / 2) * random;
}

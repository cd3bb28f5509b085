import i18next from 'i18next';

/** An answer that is not a success, with the server's own words. */
export class ApiError extends Error {
  constructor(readonly status: number, readonly code: string, message: string) {
    super(message);
  }
}

const keyName = 'dbmarketing.console.key';

/** The key of this browser tab; a server in its loopback development default takes any. */
export const apiKey = {
  get: () => sessionStorage.getItem(keyName) ?? '',
  set: (key: string) => sessionStorage.setItem(keyName, key),
};

export async function call<T>(path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (apiKey.get()) headers.Authorization = `Bearer ${apiKey.get()}`;
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  const response = await fetch(path, {
    method: body === undefined ? 'GET' : 'POST', headers, signal, body: body === undefined ? undefined : JSON.stringify(body),
  }).catch((error: unknown) => {
    // What browsers say of a server that is away ("Failed to fetch") helps nobody, and in English only.
    throw error instanceof TypeError ? new ApiError(0, 'unreachable', i18next.t('fault.unreachable')) : error;
  });
  const answer = await response.json().catch(() => null);
  if (response.ok) return answer as T;
  throw new ApiError(response.status, answer?.code ?? 'unknown', answer?.detail ?? answer?.title ?? `HTTP ${response.status}`);
}

export const query = (parameters: Record<string, string | number | undefined>) => {
  const set = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== '');
  return set.length ? '?' + set.map(([name, value]) => `${name}=${encodeURIComponent(value!)}`).join('&') : '';
};

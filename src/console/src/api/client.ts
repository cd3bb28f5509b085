import i18next from 'i18next';

/** What is wrong with one field of a request, by its JSON path. */
export interface FieldFault { path: string; reason: string }

/** An answer that is not a success, with the server's own words. */
export class ApiError extends Error {
  constructor(readonly status: number, readonly code: string, message: string, readonly faults: FieldFault[] = []) {
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
  const response = await send(path, 'application/json', body, signal);
  return (await response.json().catch(() => null)) as T;
}

/** The answer itself, for what is not JSON or has something to say in its headers; throws unless it is a success. */
export async function send(path: string, accept: string, body?: unknown, signal?: AbortSignal): Promise<Response> {
  const headers: Record<string, string> = { Accept: accept };
  if (apiKey.get()) headers.Authorization = `Bearer ${apiKey.get()}`;
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  const response = await fetch(path, {
    method: body === undefined ? 'GET' : 'POST', headers, signal, body: body === undefined ? undefined : JSON.stringify(body),
  }).catch((error: unknown) => {
    // What browsers say of a server that is away ("Failed to fetch") helps nobody, and in English only.
    throw error instanceof TypeError ? new ApiError(0, 'unreachable', i18next.t('fault.unreachable')) : error;
  });
  if (response.ok) return response;
  const answer = await response.json().catch(() => null);
  throw new ApiError(response.status, answer?.code ?? 'unknown', answer?.detail ?? answer?.title ?? `HTTP ${response.status}`, answer?.errors ?? []);
}

export const query = (parameters: Record<string, string | number | undefined>) => {
  const set = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== '');
  return set.length ? '?' + set.map(([name, value]) => `${name}=${encodeURIComponent(value!)}`).join('&') : '';
};

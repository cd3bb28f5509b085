import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { ApiError, call } from './client';

let before: Promise<unknown> = Promise.resolve();

/** One after another: for these answers the server looks at many customers, and makes only few of them at once for all its callers. */
export function inTurn<T>(look: () => Promise<T>): Promise<T> {
  const mine = before.then(look);
  before = mine.catch(() => undefined);
  return mine;
}

/** Asks again when others had all of the server's places. */
export const patience = {
  retry: (failures: number, error: Error) => failures < 8 && error instanceof ApiError && error.status === 429,
  retryDelay: 1_500,
};

/** Reads what the server looks at many customers for: once, or now and then; without a path nothing is asked. */
export function useLook<T>(path: string | null, everyMs: number | false = false): UseQueryResult<T> {
  return useQuery({
    queryKey: ['look', path],
    queryFn: ({ signal }) => inTurn(() => call<T>(path!, undefined, signal)),
    enabled: path !== null,
    refetchInterval: everyMs,
    ...patience,
  });
}

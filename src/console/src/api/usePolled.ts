import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { call } from './client';

/** Reads an address again and again while the page is looked at; a page in the background asks for nothing. */
export function usePolled<T>(path: string, everyMs = 2_000): UseQueryResult<T> {
  return useQuery({
    queryKey: ['polled', path],
    queryFn: ({ signal }) => call<T>(path, undefined, signal),
    refetchInterval: everyMs,
    placeholderData: keepPreviousData,
  });
}

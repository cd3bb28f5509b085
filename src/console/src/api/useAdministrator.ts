import { useQuery } from '@tanstack/react-query';
import { call } from './client';

/** Whether this tab's key may change how the server works. Only administrators are told of keys, so being told is the answer. */
export function useAdministrator(): boolean {
  const { isSuccess } = useQuery({ queryKey: ['administrator'], queryFn: ({ signal }) => call('/v1/keys', undefined, signal), staleTime: Infinity, retry: false });
  return isSuccess;
}

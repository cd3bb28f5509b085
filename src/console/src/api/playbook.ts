import { useQuery } from '@tanstack/react-query';
import { currentLanguage } from '../app/i18n';
import { call } from './client';

/** A node of a condition, in one of its five forms. */
export interface Condition {
  all?: Condition[] | null;
  any?: Condition[] | null;
  not?: Condition | null;
  segment?: string | null;
  field?: string | null;
  op?: string | null;
  value?: unknown;
  within?: string | null;
}

export interface Segment { id: string; name: string; description?: string | null; condition: Condition }

interface Answer {
  playbook: { offers: { id: string; name: string }[]; segments?: Segment[] | null; localNames?: Record<string, Record<string, string>> | null };
}

/** The playbook that holds; read again under another version, where the caller knows one. */
function usePlaybook(version?: string) {
  return useQuery({
    queryKey: ['playbook', version ?? ''],
    queryFn: async ({ signal }) => (await call<Answer>('/v1/playbook', undefined, signal)).playbook,
    staleTime: 60_000,
    placeholderData: (before) => before,
  }).data;
}

/** What the playbook calls a name in the reader's language; a name without one there stays as it is. */
export function useCalled(version?: string): (name: string) => string {
  const names = usePlaybook(version)?.localNames?.[currentLanguage()];
  return (name) => names?.[name] ?? name;
}

/** What marketers call an offer in the reader's language, by its id; one that the playbook does not have now stays its id. */
export function useOfferNames(): (offerId: string) => string {
  const offers = usePlaybook()?.offers;
  const called = useCalled();
  return (offerId) => {
    const name = offers?.find(({ id }) => id === offerId)?.name;
    return name ? called(name) : offerId;
  };
}

/** The segments as marketers wrote them; undefined until they are known. */
export function useSegments(version?: string): Segment[] | undefined {
  const playbook = usePlaybook(version);
  return playbook && (playbook.segments ?? []);
}

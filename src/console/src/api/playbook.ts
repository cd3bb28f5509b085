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

interface Named { id: string; name: string }

interface Playbook {
  timeZone: string;
  languages: string[];
  offers: Named[];
  fallbacks?: { id: string; content: Record<string, Record<string, string>> }[] | null;
  channels: Named[];
  purposes?: Named[] | null;
  segments?: Segment[] | null;
  localNames?: Record<string, Record<string, string>> | null;
}

/** The playbook that holds; read again under another version, where the caller knows one. */
function usePlaybook(version?: string) {
  return useAnswer(version).data;
}

function useAnswer(version?: string) {
  return useQuery({
    queryKey: ['playbook', version ?? ''],
    queryFn: async ({ signal }) => (await call<{ playbook: Playbook }>('/v1/playbook', undefined, signal)).playbook,
    staleTime: 60_000,
    placeholderData: (before) => before,
  });
}

/** The time zone of the business; undefined while it is not known, null where this tab may not read it. */
export function useBusinessZone(): string | null | undefined {
  const { data, isPending } = useAnswer();
  return isPending ? undefined : (data?.timeZone ?? null);
}

/** What the playbook calls a name in the reader's language; a name without one there stays as it is. */
export function useCalled(version?: string): (name: string) => string {
  const names = usePlaybook(version)?.localNames?.[currentLanguage()];
  return (name) => names?.[name] ?? name;
}

/** What the playbook calls what it names by an id, in the reader's language; an id that it does not have now stays as it is. */
export interface Names {
  offer: (id: string) => string;
  channel: (id: string) => string;
  purpose: (id: string) => string;
  segment: (id: string) => string;
  /** A product's name by the playbook, else the shop's own, else its id. */
  product: (id: string, shops?: string | null) => string;
  /** Why a segment was entered or left, if that is kept in the reader's language; else what the segment is. */
  because: (segment: string, reason: string | null | undefined) => string | undefined;
}

export function useNames(): Names {
  const playbook = usePlaybook();
  const called = useCalled();
  const language = currentLanguage();
  const among = (named: Named[] | null | undefined) => (id: string) => {
    const name = named?.find((one) => one.id === id)?.name;
    return name ? called(name) : id;
  };
  const offer = among(playbook?.offers);
  return {
    offer: (id) => playbook?.fallbacks?.find((one) => one.id === id)?.content[language]?.title ?? offer(id),
    channel: among(playbook?.channels),
    purpose: among(playbook?.purposes),
    segment: among(playbook?.segments),
    product: (id, shops) => (called(id) === id ? (shops ?? id) : called(id)),
    because: (id, reason) => {
      if (!playbook || playbook.languages[0] === language) return reason ?? undefined;
      const description = playbook.segments?.find((segment) => segment.id === id)?.description;
      return description ? called(description) : undefined;
    },
  };
}

/** The segments as marketers wrote them; undefined until they are known. */
export function useSegments(version?: string): Segment[] | undefined {
  const playbook = usePlaybook(version);
  return playbook && (playbook.segments ?? []);
}

/** The ids of all offers; undefined until they are known. */
export function useOffers(): string[] | undefined {
  return usePlaybook()?.offers.map(({ id }) => id);
}

import { useQuery } from '@tanstack/react-query';
import { currentLanguage } from '../app/i18n';
import { call } from './client';

interface Answer {
  playbook: { offers: { id: string; name: string }[]; localNames?: Record<string, Record<string, string>> };
}

/** What marketers call an offer in the reader's language, by its id; one that the playbook does not have now stays its id. */
export function useOfferNames(): (offerId: string) => string {
  const language = currentLanguage();
  const { data } = useQuery({
    queryKey: ['offer-names', language],
    queryFn: async ({ signal }) => {
      const { playbook } = await call<Answer>('/v1/playbook', undefined, signal);
      return new Map(playbook.offers.map(({ id, name }) => [id, playbook.localNames?.[language]?.[name] ?? name]));
    },
    staleTime: 60_000,
  });
  return (offerId) => data?.get(offerId) ?? offerId;
}

import { useQuery } from '@tanstack/react-query';
import { call } from './client';

interface Answer { playbook: { offers: { id: string; name: string }[] } }

/** What marketers call an offer, by its id; one that the playbook does not have now stays its id. */
export function useOfferNames(): (offerId: string) => string {
  const { data } = useQuery({
    queryKey: ['offer-names'],
    queryFn: async ({ signal }) => {
      const { playbook } = await call<Answer>('/v1/playbook', undefined, signal);
      return new Map(playbook.offers.map(({ id, name }) => [id, name]));
    },
    staleTime: 60_000,
  });
  return (offerId) => data?.get(offerId) ?? offerId;
}

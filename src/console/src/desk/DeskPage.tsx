import { Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { call, query } from '../api/client';
import type { Match } from '../api/types';
import { Fault } from '../app/Faults';
import { CustomerDesk } from './CustomerDesk';
import { CustomerSearch } from './CustomerSearch';
import { Matches } from './Matches';
import { RecentCustomers } from './RecentCustomers';

/**
 * The call-centre screen. Its address says who is open, so that a telephone system can link to it: `?customer=`, `?anonymous=`, `?phone=`,
 * `?email=`; beside one of them `call=`, its own id of the call, makes one session of all screens of that call.
 */
export function DeskPage() {
  const { t } = useTranslation();
  const [address, setAddress] = useSearchParams();
  const [customer, anonymous, phone, email] = ['customer', 'anonymous', 'phone', 'email'].map((name) => address.get(name) ?? undefined);
  const phoneCall = address.get('call') ?? undefined;
  const lookUp = !customer && !anonymous && Boolean(phone ?? email);

  const found = useQuery({
    queryKey: ['look-up', phone, email],
    queryFn: ({ signal }) => call<{ matches: Match[] }>('/v1/customers' + query({ phone, email }), undefined, signal),
    enabled: lookUp,
  });
  const matches = found.data?.matches;
  const only = matches?.length === 1 ? matches[0] : undefined;

  const open = (match: Pick<Match, 'customerId' | 'anonymousId'>) =>
    setAddress({ ...(match.customerId ? { customer: match.customerId } : { anonymous: match.anonymousId ?? '' }), ...(phoneCall ? { call: phoneCall } : {}) });

  useEffect(() => {
    document.title = `${customer ?? t('nav.desk')} · DbMarketing`;
  }, [customer, t]);

  const subject = customer ? { customerId: customer }
    : anonymous ? { anonymousId: anonymous }
    : only?.customerId ? { customerId: only.customerId }
    : only?.anonymousId ? { anonymousId: only.anonymousId }
    : null;

  return (
    <Stack gap="md">
      <CustomerSearch value={customer ?? anonymous ?? phone ?? email ?? ''} onSearch={(kind, text) => setAddress({ [kind]: text })} busy={found.isFetching} />
      {lookUp && found.error && <Fault error={found.error} retry={() => void found.refetch()} />}
      {lookUp && matches && matches.length !== 1 && <Matches matches={matches} onOpen={open} />}
      {subject ? <CustomerDesk key={JSON.stringify(subject)} subject={subject} call={phoneCall} onMoved={(id) => setAddress({ customer: id, ...(phoneCall ? { call: phoneCall } : {}) }, { replace: true })} /> : null}
      {!subject && !lookUp && <RecentCustomers onOpen={open} />}
    </Stack>
  );
}

import { NativeSelect, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { query } from '../../api/client';
import { useLook } from '../../api/looks';
import { useNames, useOffers } from '../../api/playbook';
import type { BestCustomers } from '../../api/types';
import { Empty } from '../../parts/Card';
import { Polled } from '../Polled';
import { BestTable } from './BestTable';

export const shownBest = 50;

/** For whom an offer has the highest priority now, after consent and caps; the offer is part of the address. */
export function OffersPage() {
  const { t } = useTranslation();
  const names = useNames();
  const offers = useOffers();
  const [address, setAddress] = useSearchParams();
  const named = (offers ?? []).map((id) => ({ value: id, label: names.offer(id) })).sort((a, b) => a.label.localeCompare(b.label));
  const offer = address.get('offer') ?? named[0]?.value;
  if (!offers) return <Empty>{t('loading')}</Empty>;
  if (!offer) return <Empty>{t('best.noOffers')}</Empty>;
  return (
    <Stack gap="md">
      <NativeSelect size="sm" maw={420} label={t('best.offer')} value={offer} data={named} onChange={(e) => setAddress({ offer: e.currentTarget.value }, { replace: true })} />
      <Best key={offer} offer={offer} />
    </Stack>
  );
}

function Best({ offer }: { offer: string }) {
  const best = useLook<BestCustomers>(`/v1/offers/${encodeURIComponent(offer)}/customers` + query({ top: shownBest }), 60_000);
  return <Polled query={best}>{(answer) => <BestTable answer={answer} query={best} />}</Polled>;
}

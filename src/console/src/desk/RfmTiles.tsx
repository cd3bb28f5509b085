import { SimpleGrid } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Rfm } from '../api/types';
import { age, count, cut, dateTime, year } from '../app/format';
import { Figure } from '../parts/Card';
import { useNow } from '../parts/useNow';

/** Recency, frequency, monetary as of now; recency is computed here so that it grows while one looks at it. */
export function RfmTiles({ rfm }: { rfm: Rfm }) {
  const { t } = useTranslation();
  const now = useNow(30_000);
  const recency = rfm.lastPurchaseAt ? age((now - Date.parse(rfm.lastPurchaseAt)) / 86_400_000) : null;
  return (
    <SimpleGrid cols={{ base: 2, xs: 4 }} spacing="sm">
      <Figure
        name={t('rfm.recency')} value={recency?.value ?? '–'} unit={recency ? t(`unit.${recency.unit}`) : undefined} changed={rfm.lastPurchaseAt}
        note={rfm.lastPurchaseAt ? dateTime(rfm.lastPurchaseAt) : t('rfm.never')}
      />
      <Figure
        name={t('rfm.frequency')} value={count(rfm.frequency)} unit={t('unit.orders', { count: rfm.frequency })} changed={rfm.frequency}
        note={t('rfm.days', { count: rfm.purchaseDays })}
      />
      <Figure
        name={t('rfm.monetary')} value={cut.money(rfm.monetary, rfm.currency)} changed={rfm.monetary}
        note={rfm.refunded > 0 ? t('rfm.refunded', { amount: cut.money(rfm.refunded, rfm.currency) }) : t('rfm.net')}
      />
      <Figure
        name={t('rfm.average')} value={rfm.averageOrder == null ? '–' : cut.money(rfm.averageOrder, rfm.currency)} changed={rfm.averageOrder}
        note={rfm.firstPurchaseAt ? t('rfm.since', { when: year(rfm.firstPurchaseAt) }) : undefined}
      />
    </SimpleGrid>
  );
}

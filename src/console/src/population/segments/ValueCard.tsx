import { SimpleGrid, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Freshness, Lifetime, Mean, SegmentLifetime } from '../../api/types';
import { useLook } from '../../api/looks';
import { usePolled } from '../../api/usePolled';
import { count, money, percent, share } from '../../app/format';
import { useSpan } from '../../app/useSpan';
import { Card, Empty } from '../../parts/Card';
import { Polled } from '../Polled';

/** What the members are expected to do and to be worth, in the mean with its interval, and how fresh what is known of them is. */
export function ValueCard({ id, currency }: { id: string; currency: string }) {
  const { t } = useTranslation();
  const models = usePolled<Lifetime>('/v1/lifetime?history=1', 10_000);
  const fitted = models.data?.model != null;
  const value = useLook<SegmentLifetime>(fitted ? `/v1/segments/${encodeURIComponent(id)}/lifetime` : null);
  const freshness = useLook<Freshness>(`/v1/freshness?segment=${encodeURIComponent(id)}`);
  return (
    <Card title={t('value.title')} icon="star">
      {models.data && !fitted ? <Empty>{t('lifetime.noModel')}</Empty> : (
        <Polled query={value}>
          {(answer) => answer.buyers === 0 ? <Empty>{t('value.noBuyers')}</Empty> : (
            <>
              <SimpleGrid cols={2} spacing="sm" verticalSpacing={8}>
                <Said name={t('value.alive')} mean={answer.alive} say={(x) => percent(x)} />
                <Said name={t('value.purchases')} mean={answer.purchases90} say={(x) => count(x, 1)} />
                <Said name={t('value.order')} mean={answer.orderValue} say={(x) => money(x, currency)} />
                <Said name={t('value.value')} mean={answer.value} say={(x) => money(x, currency)} />
              </SimpleGrid>
              <Text fz={12} c="dimmed" mt={8}>{t('value.sample', { buyers: count(answer.buyers), scanned: count(answer.scanned) })}{!answer.complete && ` ${t('freshness.cutShort')}`}</Text>
            </>
          )}
        </Polled>
      )}
      {freshness.data && freshness.data.customers > 0 && <Fresh freshness={freshness.data} />}
    </Card>
  );
}

function Said({ name, mean, say }: { name: string; mean: Mean | null | undefined; say: (value: number) => string }) {
  const { t } = useTranslation();
  return (
    <div>
      <Text fz={12} c="dimmed">{name}</Text>
      <Text fz={17} fw={650} className="tabular">{mean ? say(mean.mean) : '–'}</Text>
      {mean?.low != null && mean.high != null && <Text fz={12} c="dimmed" className="tabular">{t('value.range', { low: say(Math.max(0, mean.low)), high: say(mean.high) })}</Text>}
    </div>
  );
}

/** When members were last seen; the page of operations has every field. */
function Fresh({ freshness }: { freshness: Freshness }) {
  const { t } = useTranslation();
  const span = useSpan();
  const seen = freshness.fields.find(({ field }) => field === 'lastSeen');
  if (seen?.medianDays == null) return null;
  return <Text fz={13} mt={8}>{t('value.fresh', { time: span(seen.medianDays), share: share(seen.olderThan90) })}</Text>;
}

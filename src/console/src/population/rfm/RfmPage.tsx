import { Group, SegmentedControl, SimpleGrid, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { RfmFigures } from '../../api/types';
import { usePolled } from '../../api/usePolled';
import { count, money, percent } from '../../app/format';
import { Card, Empty, Figure } from '../../parts/Card';
import classes from '../population.module.css';
import { AsOf, Polled } from '../Polled';
import { GroupTable } from './GroupTable';
import { HeatMap } from './HeatMap';
import { ParetoChart } from './ParetoChart';

const windows = ['all', 'year', 'quarter'];

/** Who bought how lately, how often and for how much, all customers together; the window is part of the address. */
export function RfmPage() {
  const { t } = useTranslation();
  const [address, setAddress] = useSearchParams();
  const window = windows.find((one) => one === address.get('window')) ?? 'all';
  const figures = usePolled<RfmFigures>(`/v1/rfm?window=${window}`);
  return (
    <Stack gap="md">
      <Group justify="space-between" gap="xs">
        <SegmentedControl
          size="xs" value={window} aria-label={t('rfmPage.window')} data={windows.map((value) => ({ value, label: t(`rfmPage.${value}`) }))}
          onChange={(value) => setAddress(value === 'all' ? {} : { window: value }, { replace: true })}
        />
        {figures.data && <AsOf query={figures} asOf={figures.data.asOf} />}
      </Group>
      <Polled query={figures}>
        {(rfm) => (
          <Stack gap="md">
            <SimpleGrid cols={{ base: 2, xs: 4 }} spacing="sm">
              <Figure name={t('rfmPage.customers')} value={count(rfm.customers)} />
              <Figure name={t('rfmPage.buyers')} value={count(rfm.buyers)} note={rfm.customers > 0 ? t('rfmPage.ofAll', { share: percent(rfm.buyers / rfm.customers) }) : undefined} />
              <Figure name={t('rfmPage.revenue')} value={money(rfm.revenue, rfm.currency, true)} note={t('rfm.net')} />
              <Figure name={t('rfmPage.perBuyer')} value={rfm.buyers > 0 ? money(rfm.revenue / rfm.buyers, rfm.currency) : '–'} />
            </SimpleGrid>
            {rfm.buyers === 0 ? <Card quiet><Empty>{t('rfmPage.none')}</Empty></Card> : (
              <>
                <div className={classes.halves}>
                  <HeatMap rfm={rfm} />
                  <ParetoChart rfm={rfm} />
                </div>
                <GroupTable rfm={rfm} />
              </>
            )}
          </Stack>
        )}
      </Polled>
    </Stack>
  );
}

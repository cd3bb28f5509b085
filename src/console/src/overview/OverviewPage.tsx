import { Group, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client';
import { useConnected, useOverviewFeed } from '../api/hub';
import type { Decision, Overview, Statistics } from '../api/types';
import { count } from '../app/format';
import { Fault } from '../app/Faults';
import { Card, Figure } from '../parts/Card';
import { LiveDot } from '../parts/LiveDot';
import { Doors } from './Doors';
import { LatestDecisions } from './LatestDecisions';
import { Totals } from './Totals';
import type { Sample } from './RateChart';

const RateChart = lazy(() => import('./RateChart'));
const keptSamples = 180;

/** What the engine does right now, and the doors to the other screens. */
export function OverviewPage() {
  const { t } = useTranslation();
  const connected = useConnected();
  const [now, setNow] = useState<Overview | null>(null);
  const samples = useRef<Sample[]>([]);

  const take = (overview: Overview) => {
    samples.current = [...samples.current, { at: Date.now(), interactions: overview.interactionsPerSecond, decisions: overview.decisionsPerSecond }].slice(-keptSamples);
    setNow((before) => ({ ...before, ...overview }));
  };
  useOverviewFeed(take);

  // Without the live feed the page still moves, only slower.
  const polled = useQuery({
    queryKey: ['statistics'],
    queryFn: ({ signal }) => call<Statistics>('/v1/statistics', undefined, signal),
    refetchInterval: connected ? false : 2_000,
  });
  useEffect(() => {
    if (polled.data) take(polled.data);
  }, [polled.data]);
  useEffect(() => {
    document.title = `${t('nav.overview')} · DbMarketing`;
  }, [t]);

  const decisions = useQuery({
    queryKey: ['decisions'],
    queryFn: ({ signal }) => call<{ decisions: Decision[] }>('/v1/decisions?latest=8', undefined, signal),
    refetchInterval: 3_000,
  });

  if (polled.error && !now) return <Fault error={polled.error} retry={() => void polled.refetch()} />;
  const figure = (value: number | undefined, digits = 0) => (value === undefined ? '–' : count(value, digits));
  return (
    <Stack gap="md">
      <Group justify="space-between" align="flex-end">
        <div>
          <Title order={1} fz={22}>{t('overview.title')}</Title>
          <Text fz="sm" c="dimmed">{t('overview.lead')}</Text>
        </div>
        <LiveDot>{now?.playbookVersion && ` · ${t('overview.playbook', { version: now.playbookVersion })}`}</LiveDot>
      </Group>
      <SimpleGrid cols={{ base: 2, xs: 4 }} spacing="sm">
        <Figure name={t('overview.interactions')} value={figure(now?.interactionsPerSecond, 1)} unit="/s" />
        <Figure name={t('overview.decisions')} value={figure(now?.decisionsPerSecond, 1)} unit="/s" />
        <Figure name={t('overview.pushes')} value={figure(now?.pushesPerSecond, 1)} unit="/s" />
        <Figure name={t('overview.customers')} value={figure(now?.customersActive)} />
      </SimpleGrid>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
        <Card title={t('overview.rates')} icon="dashboard">
          <Suspense fallback={<div style={{ height: 190 }} />}><RateChart samples={samples.current} /></Suspense>
        </Card>
        <Stack gap="md">
          <Totals statistics={now} />
          <Doors />
        </Stack>
      </SimpleGrid>
      <LatestDecisions decisions={now?.decisions ?? decisions.data?.decisions} failure={decisions.error} />
    </Stack>
  );
}

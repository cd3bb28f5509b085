import { Anchor, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { query } from '../../api/client';
import { useCalled, useSegments } from '../../api/playbook';
import type { RfmFigures, SegmentDetail } from '../../api/types';
import { usePolled } from '../../api/usePolled';
import { count, share } from '../../app/format';
import { currentLanguage } from '../../app/i18n';
import { Card, Empty, Figure } from '../../parts/Card';
import { useNow } from '../../parts/useNow';
import { AsOf, Polled } from '../Polled';
import { SizeOf } from '../preview/SizeOf';
import classes from '../population.module.css';
import { ConditionTree } from './ConditionTree';
import { FlowChart } from './FlowChart';
import { FlowTable } from './FlowTable';
import { Members } from './Members';
import { ClassBadge } from './SegmentsPage';
import { ValueCard } from './ValueCard';
import { byHour, weekBefore } from './flows';
import { counted, size } from './size';

/** One segment: its size, a week of flows, its condition and its first members. */
export function SegmentPage() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const from = weekBefore(useNow(60_000));
  const detail = usePolled<SegmentDetail>(`/v1/segments/${encodeURIComponent(id)}` + query({ from, language: currentLanguage() }));
  const rfm = usePolled<RfmFigures>('/v1/rfm', 10_000).data;
  const customers = rfm?.customers;
  return (
    <Stack gap="md">
      <Anchor component={Link} to="/population/segments" fz="sm">{t('segments.all')}</Anchor>
      <Polled query={detail}>
        {(answer) => {
          const { segment } = answer;
          const flows = byHour(answer.hours, from);
          return (
            <Stack gap="md">
              <Head answer={answer} aside={<AsOf query={detail} asOf={answer.asOf} />} />
              <SimpleGrid cols={{ base: 2, xs: 4 }} spacing="sm">
                <Figure name={t('segments.column.members')} value={size(t, segment)} changed={segment.members} note={counted(t, segment)} />
                <Figure name={t('segments.column.share')} value={segment.members == null || !customers ? '–' : share(segment.members / customers)} note={customers ? t('segments.ofAll', { count: customers }) : undefined} />
                <Figure name={t('segments.column.entered')} value={segment.enteredLastDay == null ? '–' : count(segment.enteredLastDay)} changed={segment.enteredLastDay} />
                <Figure name={t('segments.column.left')} value={segment.leftLastDay == null ? '–' : count(segment.leftLastDay)} changed={segment.leftLastDay} />
              </SimpleGrid>
              <div className={`${classes.halves} ${classes.wideFirst}`}>
                <Stack gap="md">
                  <Card title={t('segments.flows')} icon="dashboard">
                    {segment.class === 'population' ? <Empty>{t('segments.noFlows')}</Empty> : <><FlowChart flows={flows} /><FlowTable flows={flows} /></>}
                  </Card>
                  <ConditionCard id={segment.id} words={answer.condition} version={answer.playbookVersion} uncounted={segment.class === 'population'} />
                </Stack>
                {segment.class != null && (
                  <Stack gap="md">
                    <Members key={segment.id} id={segment.id} />
                    {rfm && <ValueCard id={segment.id} currency={rfm.currency} />}
                  </Stack>
                )}
              </div>
            </Stack>
          );
        }}
      </Polled>
    </Stack>
  );
}

function Head({ answer: { segment, playbookVersion }, aside }: { answer: SegmentDetail; aside: React.ReactNode }) {
  const called = useCalled(playbookVersion);
  const written = useSegments(playbookVersion)?.find(({ id }) => id === segment.id);
  return (
    <Group justify="space-between" align="flex-start" gap="xs">
      <div>
        <Group gap={8}>
          <Title order={2} fz={18}>{segment.name ? called(segment.name) : segment.id}</Title>
          <ClassBadge segment={segment} />
        </Group>
        <Text fz="sm" c="dimmed">{[segment.id, written?.description && called(written.description)].filter(Boolean).join(' · ')}</Text>
      </div>
      {aside}
    </Group>
  );
}

interface ConditionCardProps { id: string; words: string | null | undefined; version: string; uncounted: boolean }

/** The condition in a sentence, then as it is written. */
function ConditionCard({ id, words, version, uncounted }: ConditionCardProps) {
  const { t } = useTranslation();
  const condition = useSegments(version)?.find((segment) => segment.id === id)?.condition;
  if (!condition) return null;
  return (
    <Card title={t('segments.condition')} icon="tag" aside={<Anchor component={Link} to={`/population/preview?from=${encodeURIComponent(id)}`} fz={13}>{t('segments.tryChange')}</Anchor>}>
      {words && <Text fz="sm" mb={8}>{words.charAt(0).toUpperCase() + words.slice(1)}.</Text>}
      <ConditionTree condition={condition} version={version} />
      {uncounted && <SizeOf condition={condition} />}
    </Card>
  );
}

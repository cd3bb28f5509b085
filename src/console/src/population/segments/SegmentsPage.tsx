import { Anchor, Badge, Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useCalled } from '../../api/playbook';
import type { RfmFigures, SegmentFigures, SegmentList } from '../../api/types';
import { usePolled } from '../../api/usePolled';
import { count, dateTime, since } from '../../app/format';
import { Card, Empty } from '../../parts/Card';
import { useNow } from '../../parts/useNow';
import { Scrolled } from '../../parts/Scrolled';
import { Columns } from '../Columns';
import { AsOf, Polled } from '../Polled';
import { ShareCell } from '../Share';
import { counted, size } from './size';
import classes from '../population.module.css';

const columns = ['name', 'members', 'share', 'entered', 'left', 'changed', 'class'] as const;

/** Every segment with its size and what moved in a day. */
export function SegmentsPage() {
  const { t } = useTranslation();
  const segments = usePolled<SegmentList>('/v1/segments');
  const customers = usePolled<RfmFigures>('/v1/rfm', 10_000).data?.customers;
  return (
    <Polled query={segments}>
      {(list) => (
        <Card title={t('segments.title')} icon="tag" aside={<AsOf query={segments} asOf={list.asOf} />}>
          {list.segments.length === 0 ? <Empty>{t('segments.none')}</Empty> : (
            <Scrolled minWidth={720} label={t('segments.title')}>
              <Table verticalSpacing={6} fz="sm">
                <Columns names={columns.map((name) => t(`segments.column.${name}`))} numbers={[1, 3, 4]} />
                <Table.Tbody>{list.segments.map((segment) => <Row key={segment.id} segment={segment} customers={customers} version={list.playbookVersion} />)}</Table.Tbody>
              </Table>
            </Scrolled>
          )}
        </Card>
      )}
    </Polled>
  );
}

function Row({ segment, customers, version }: { segment: SegmentFigures; customers: number | undefined; version: string }) {
  const { t } = useTranslation();
  const called = useCalled(version);
  const now = useNow(10_000);
  const part = segment.members != null && customers ? segment.members / customers : null;
  return (
    <Table.Tr>
      <Table.Td><Anchor component={Link} to={encodeURIComponent(segment.id)} fz="sm">{segment.name ? called(segment.name) : segment.id}</Anchor></Table.Td>
      <Table.Td className={classes.number} title={counted(t, segment)}>{size(t, segment)}</Table.Td>
      <ShareCell value={part} />
      <Table.Td className={classes.number}>{segment.enteredLastDay == null ? '–' : count(segment.enteredLastDay)}</Table.Td>
      <Table.Td className={classes.number}>{segment.leftLastDay == null ? '–' : count(segment.leftLastDay)}</Table.Td>
      <Table.Td className={classes.nowrap}>
        <Text fz={13} c="dimmed" title={segment.changedAt ? dateTime(segment.changedAt) : undefined}>{segment.changedAt ? since(segment.changedAt, now) : segment.class === 'population' ? '–' : t('segments.never')}</Text>
      </Table.Td>
      <Table.Td><ClassBadge segment={segment} /></Table.Td>
    </Table.Tr>
  );
}

/** What makes a segment change; one that the playbook has no more says so instead. */
export function ClassBadge({ segment }: { segment: SegmentFigures }) {
  const { t } = useTranslation();
  const name = segment.class ?? 'gone';
  return <Badge size="sm" variant="light" color={segment.class ? 'pine' : 'gray'} tt="none" title={t(`segments.classHint.${name}`)}>{t(`segments.class.${name}`)}</Badge>;
}

import { Badge, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useNames } from '../api/playbook';
import type { CustomerView } from '../api/types';
import { ago, cut, dateTime, since } from '../app/format';
import { Card, Empty } from '../parts/Card';
import { useCategoryName } from '../parts/category';
import { useNow } from '../parts/useNow';
import classes from './desk.module.css';

export function Segments({ segments }: Pick<CustomerView, 'segments'>) {
  const { t } = useTranslation();
  const now = useNow(15_000);
  return (
    <Card title={t('desk.segments')} icon="tag">
      {segments.length === 0 && <Empty>{t('desk.noSegments')}</Empty>}
      <Stack gap={8}>
        {segments.map((segment) => (
          <div key={segment.id} className="arrive">
            <Group justify="space-between" gap="xs" wrap="nowrap" align="baseline">
              <Text fz="sm" fw={600}>{segment.name}</Text>
              {segment.since && <Text fz={12} c="dimmed" style={{ whiteSpace: 'nowrap' }} title={dateTime(segment.since)}>{since(segment.since, now)}</Text>}
            </Group>
            <Text fz={12} c="dimmed">{segment.reason}{segment.changesAt && ` · ${t('desk.changes', { when: ago(segment.changesAt) })}`}</Text>
          </div>
        ))}
      </Stack>
    </Card>
  );
}

export function Affinities({ affinities }: Pick<CustomerView, 'affinities'>) {
  const { t } = useTranslation();
  const categoryName = useCategoryName();
  return (
    <Card title={t('desk.affinities')} icon="heart">
      {affinities.length === 0 && <Empty>{t('desk.noAffinities')}</Empty>}
      <Stack gap={7}>
        {affinities.slice(0, 6).map(({ category, share }) => (
          <div key={category}>
            <Group justify="space-between" gap="xs" wrap="nowrap">
              <Text fz={13}>{categoryName(category)}</Text>
              <Text fz={12} c="dimmed" className="tabular">{cut.percent(share)}</Text>
            </Group>
            <div className={classes.bar}><span style={{ width: `${Math.max(2, share * 100)}%` }} /></div>
          </div>
        ))}
      </Stack>
    </Card>
  );
}

export function Consents({ consents }: Pick<CustomerView, 'consents'>) {
  const { t } = useTranslation();
  const names = useNames();
  return (
    <Card title={t('desk.consents')} icon="key">
      {consents.length === 0 && <Empty>{t('desk.noConsents')}</Empty>}
      <Stack gap={5}>
        {consents.map((consent) => (
          <Group key={`${consent.purpose}/${consent.channel}`} justify="space-between" wrap="nowrap" gap="xs">
            <Text fz={13}>{names.purpose(consent.purpose)}{consent.channel && ` · ${names.channel(consent.channel)}`}</Text>
            <Badge size="sm" variant="light" style={{ flex: 'none' }} color={consent.granted ? 'pine' : 'red'} tt="none">{t(consent.granted ? 'desk.granted' : 'desk.objected')}</Badge>
          </Group>
        ))}
      </Stack>
    </Card>
  );
}

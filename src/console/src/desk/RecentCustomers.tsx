import { Stack, Text, UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client';
import { useNames } from '../api/playbook';
import type { Decision, Match } from '../api/types';
import { ago } from '../app/format';
import { Fault } from '../app/Faults';
import { Card, Empty } from '../parts/Card';
import classes from './desk.module.css';

/** Nobody is open yet: who was decided for last, known customers first in mind of an agent who wants to look around. */
export function RecentCustomers({ onOpen }: { onOpen: (match: Match) => void }) {
  const { t } = useTranslation();
  const names = useNames();
  const latest = useQuery({
    queryKey: ['recent'],
    queryFn: ({ signal }) => call<{ decisions: Decision[] }>('/v1/decisions?latest=60', undefined, signal),
    refetchInterval: 5_000,
  });
  if (latest.error) return <Fault error={latest.error} retry={() => void latest.refetch()} />;
  const seen = new Map<string, Decision>();
  for (const row of latest.data?.decisions ?? []) {
    if (row.customerId && !seen.has(row.customerId)) seen.set(row.customerId, row);
  }
  return (
    <Card title={t('desk.recent')} icon="clock">
      {seen.size === 0 && <Empty>{latest.isPending ? t('loading') : t('desk.nobody')}</Empty>}
      <Stack gap={2}>
        {[...seen.values()].slice(0, 10).map(({ customerId, channel, now }) => (
          <UnstyledButton key={customerId} className={classes.row} onClick={() => onOpen({ customerId })}>
            <Text fz="sm" fw={550}>{customerId}</Text>
            <Text fz="xs" c="dimmed">{names.channel(channel)} · {ago(now)}</Text>
          </UnstyledButton>
        ))}
      </Stack>
    </Card>
  );
}

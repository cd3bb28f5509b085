import { Group, Text } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/client';
import { time } from '../app/format';
import { Fault } from '../app/Faults';
import { Card, Empty } from '../parts/Card';

/** Shows what was read last; before that, that it is on its way, is being counted, or has failed. */
export function Polled<T>({ query, children }: { query: UseQueryResult<T>; children: (data: T) => ReactNode }) {
  const { t } = useTranslation();
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.error instanceof ApiError && query.error.code === 'figures_not_ready') return <Card quiet><Empty>{t('population.notReady')}</Empty></Card>;
  return query.error ? <Fault error={query.error} retry={() => void query.refetch()} /> : <Empty>{t('loading')}</Empty>;
}

/** As of when the figures hold, and whether the server has stopped answering since. */
export function AsOf({ query, asOf }: { query: UseQueryResult<unknown>; asOf: string }) {
  const { t } = useTranslation();
  const behind = query.error != null;
  return (
    <Group gap={6} wrap="nowrap">
      <span aria-hidden style={{ width: 8, height: 8, borderRadius: 8, flex: 'none', background: behind ? 'var(--mantine-color-orange-6)' : 'var(--accent)' }} />
      <Text fz={12} c="dimmed" className="tabular" role={behind ? 'status' : undefined}>
        {t(behind ? 'population.behind' : 'population.asOf', { when: time(asOf) })}
      </Text>
    </Group>
  );
}

import { Button, Group, Loader, Stack, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, call, type FieldFault } from '../../api/client';
import { inTurn, patience } from '../../api/looks';
import type { Condition } from '../../api/playbook';
import type { Preview, RfmFigures } from '../../api/types';
import { usePolled } from '../../api/usePolled';
import { count, share, time } from '../../app/format';
import { Fault } from '../../app/Faults';
import { Empty } from '../../parts/Card';
import { useNow } from '../../parts/useNow';
import classes from './preview.module.css';

/** The size by a sample, or what is wrong with the condition. */
export function useSample(condition: Condition | null) {
  return useQuery({
    queryKey: ['preview', JSON.stringify(condition)], queryFn: ({ signal }) => inTurn(() => call<Preview>('/v1/segments/preview', { condition }, signal)),
    enabled: condition !== null, staleTime: 30_000, gcTime: 60_000, ...patience,
  });
}

/** What the server finds wrong with the condition, by paths that begin at the condition instead of the request around it. */
export const faultsOf = (error: unknown): FieldFault[] =>
  error instanceof ApiError ? error.faults.map(({ path, reason }) => ({ path: path.replace(/^\$\.condition(?=$|[.[])/, '$'), reason })) : [];

/** How many customers a condition holds for: from a sample at once, from all when asked to. */
export function SizeOf({ condition }: { condition: Condition }) {
  const { t } = useTranslation();
  const customers = usePolled<RfmFigures>('/v1/rfm', 10_000).data?.customers;
  const sample = useSample(condition);
  const whole = useWholeCount(condition);
  const faults = faultsOf(sample.error);
  if (faults.length > 0) return <Empty>{t('preview.faulty', { count: faults.length })}</Empty>;
  if (sample.error) return <Fault error={sample.error} retry={() => void sample.refetch()} />;
  if (!sample.data) return <Empty>{t('loading')}</Empty>;
  const shown = whole.data ?? sample.data;
  const exact = shown.complete && shown.low === shown.high;
  return (
    <Stack gap={6} mt={6}>
      <div role="status">
        <Text component="span" className={classes.size}>{exact ? '' : '≈ '}{count(shown.members)}</Text>{' '}
        <Text component="span" c="dimmed" fz="sm">{t('preview.customers')}{customers ? ` · ${share(shown.members / customers)}` : ''}</Text>
        <Text fz={13} c="dimmed">
          {!shown.complete ? t('preview.cutShort', { found: count(shown.found), scanned: count(shown.scanned) })
            : exact ? t('preview.exact', { count: shown.scanned, shown: count(shown.scanned), when: time(shown.asOf) })
            : t('preview.interval', { low: count(shown.low), high: count(shown.high), scanned: count(shown.scanned) })}
          {shown.unreadable ? ` (${t('population.unreadable', { count: shown.unreadable })})` : ''}
        </Text>
      </div>
      {shown.complete && customers ? <Interval preview={shown} customers={customers} /> : null}
      {whole.isPending
        ? <Counting customers={customers} since={whole.submittedAt} onCancel={whole.cancel} />
        : !exact && <Group><Button size="xs" variant="light" onClick={() => whole.mutate()}>{t('preview.countAll')}</Button></Group>}
      {whole.failed && <Fault error={whole.error} retry={() => whole.mutate()} />}
    </Stack>
  );
}

/** The count of all customers, which can be cancelled; another condition begins without one. */
function useWholeCount(condition: Condition) {
  const written = JSON.stringify(condition);
  const stop = useRef<AbortController | null>(null);
  const count = useMutation({
    mutationFn: () => {
      stop.current = new AbortController();
      return call<Preview>('/v1/segments/preview', { condition, full: true }, stop.current.signal);
    },
  });
  const { reset } = count;
  useEffect(() => () => {
    stop.current?.abort();
    reset();
  }, [written, reset]);
  const cancelled = count.error instanceof DOMException && count.error.name === 'AbortError';
  return { ...count, failed: count.error !== null && !cancelled, cancel: () => stop.current?.abort() };
}

function Counting({ customers, since, onCancel }: { customers: number | undefined; since: number; onCancel: () => void }) {
  const { t } = useTranslation();
  const now = useNow(500);
  return (
    <Group gap="xs" wrap="nowrap">
      <Loader size={18} aria-label={t('preview.counting')} />
      <Text fz={12} c="dimmed" className="tabular">{t('preview.reading', { customers: customers === undefined ? '' : count(customers), seconds: Math.max(0, Math.round((now - since) / 1000)) })}</Text>
      <Button size="compact-xs" variant="default" onClick={onCancel}>{t('cancel')}</Button>
    </Group>
  );
}

/** The size and its interval on the scale of all customers. */
function Interval({ preview: { low, high, members }, customers }: { preview: Preview; customers: number }) {
  const at = (value: number) => Math.min(100, (value / customers) * 100);
  return (
    <svg className={classes.range} viewBox="0 0 100 26" preserveAspectRatio="none" aria-hidden>
      <rect className={classes.track} x={0} y={9} width={100} height={8} />
      <rect className={classes.span} x={at(low)} y={9} width={Math.max(0.4, at(high) - at(low))} height={8} />
      <rect className={classes.point} x={Math.max(0, at(members) - 0.3)} y={4} width={0.6} height={18} />
    </svg>
  );
}

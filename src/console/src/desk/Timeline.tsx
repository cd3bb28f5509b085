import { Button, Text } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { call, query } from '../api/client';
import type { Subject } from '../api/hub';
import { useNames } from '../api/playbook';
import type { TimelineItem } from '../api/types';
import { date, dateTime, dayOf, time } from '../app/format';
import { Fault } from '../app/Faults';
import { Card, Empty } from '../parts/Card';
import { describe } from './describe';
import { withPast } from './past';
import classes from './desk.module.css';

interface Page { items: TimelineItem[]; nextBefore?: number | null }

/** Pages of what happened to the customer, newest first; one reading for all parts of a screen. */
export function useTimeline(subject: Subject) {
  const [id, kind] = 'customerId' in subject ? [subject.customerId, 'known'] : [subject.anonymousId, 'anonymous'];
  return useInfiniteQuery({
    queryKey: ['timeline', kind, id],
    queryFn: ({ pageParam, signal }) =>
      call<Page>(`/v1/customers/${encodeURIComponent(id)}/timeline` + query({ kind, limit: 25, order: 'newest', before: pageParam }), undefined, signal),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (page) => page.nextBefore ?? undefined,
    placeholderData: keepPreviousData,
  });
}

/** All that happened to the customer, newest first; renewed with every turn. */
export function Timeline({ subject, sequence, currency }: { subject: Subject; sequence: number; currency: string }) {
  const { t } = useTranslation();
  const timeline = useTimeline(subject);

  const { refetch } = timeline;
  useEffect(() => {
    const timer = setTimeout(() => void refetch({ cancelRefetch: false }), 150);
    return () => clearTimeout(timer);
  }, [sequence, refetch]);

  const names = useNames();
  const items = timeline.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Card title={t('desk.timeline')} icon="clock">
      {timeline.error && <Fault error={timeline.error} retry={() => void refetch()} />}
      {items.length === 0 && !timeline.error && <Empty>{timeline.isPending ? t('loading') : t('desk.nothing')}</Empty>}
      {withPast(items).map(({ key, item, as, more }) => {
        const { title, detail, at } = describe(t, item, currency, names);
        return (
          <div key={key} className={`${classes.event} arrive`} data-past={as ? true : undefined}>
            <Text fz={12} c="dimmed" className="tabular" title={dateTime(at)}>{isToday(at) ? time(at) : date(at)}</Text>
            <Text fz={13}>
              <Text span fz={13} fw={550}>{title}</Text>{detail && <Text span fz={13} c="dimmed"> {detail}</Text>}
              {as && <Text span fz={12} c="dimmed" fs="italic" title={as.slice(2)}> {as.startsWith('a:') ? t('desk.asVisitor') : t('desk.asOther', { id: as.slice(2) })}</Text>}
              {more && <Text span fz={12} c="dimmed"> {t('desk.morePast')}</Text>}
            </Text>
            <Text fz={11} c="dimmed" className="tabular" title={t('live.turn', { sequence: item.sequence })}>#{item.sequence}</Text>
          </div>
        );
      })}
      {timeline.hasNextPage && (
        <Button mt="xs" size="xs" variant="subtle" loading={timeline.isFetchingNextPage} onClick={() => void timeline.fetchNextPage()}>{t('desk.older')}</Button>
      )}
    </Card>
  );
}

const isToday = (instant: string) => dayOf(Date.parse(instant)) === dayOf(Date.now());

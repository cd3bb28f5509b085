import { Button, Text } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { call, query } from '../api/client';
import type { Subject } from '../api/hub';
import { useOfferNames } from '../api/playbook';
import type { TimelineItem } from '../api/types';
import { date, dateTime, time, zone } from '../app/format';
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

  const offerName = useOfferNames();
  const items = timeline.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Card title={t('desk.timeline')} icon="clock">
      {timeline.error && <Fault error={timeline.error} retry={() => void refetch()} />}
      {items.length === 0 && !timeline.error && <Empty>{timeline.isPending ? t('loading') : t('desk.nothing')}</Empty>}
      {withPast(items).map(({ key, item, as, more }) => {
        const { title, detail, at } = describe(t, item, currency, offerName);
        return (
          <div key={key} className={`${classes.event} arrive`} data-past={as ? true : undefined}>
            <Text fz={12} c="dimmed" className="tabular" title={dateTime(at)}>{recent(at) ? time(at) : date(at)}</Text>
            <Text fz={13}>
              <Text span fz={13} fw={550}>{title}</Text>{detail && <Text span fz={13} c="dimmed"> {detail}</Text>}
              {as && <Text span fz={12} c="dimmed" fs="italic" title={as.slice(2)}> {as.startsWith('a:') ? t('desk.asVisitor') : t('desk.asOther', { id: as.slice(2) })}</Text>}
              {more && <Text span fz={12} c="dimmed"> {t('desk.morePast')}</Text>}
            </Text>
            <Text fz={11} c="dimmed" className="tabular">{item.sequence}</Text>
          </div>
        );
      })}
      {items.length > 0 && <Text mt={6} fz={11} c="dimmed">{t('desk.timesIn', { zone: zone(Date.now()) })}</Text>}
      {timeline.hasNextPage && (
        <Button mt="xs" size="xs" variant="subtle" loading={timeline.isFetchingNextPage} onClick={() => void timeline.fetchNextPage()}>{t('desk.older')}</Button>
      )}
    </Card>
  );
}

const recent = (instant: string) => Date.now() - Date.parse(instant) < 20 * 3_600_000;

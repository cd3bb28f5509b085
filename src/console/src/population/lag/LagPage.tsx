import { SimpleGrid, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Lags } from '../../api/types';
import { usePolled } from '../../api/usePolled';
import { count, dateTime, days, percent } from '../../app/format';
import { useSpan } from '../../app/useSpan';
import { Card, Empty, Figure } from '../../parts/Card';
import { FitAgain } from '../FitAgain';
import { AsOf, Polled } from '../Polled';
import classes from '../population.module.css';
import { CategoryTable } from './CategoryTable';
import { Stages } from './Stages';
import { whyNone } from './whyNone';

/** When customers come back: the usual gap, who is late by it, and who is not expected any more. */
export function LagPage() {
  const { t } = useTranslation();
  const lags = usePolled<Lags>('/v1/lags');
  return (
    <Polled query={lags}>
      {(lag) => (
        <Stack gap="md">
          <SimpleGrid cols={{ base: 2, xs: 4 }} spacing="sm">
            <Spans name={t('lags.usual')} value={lag.medianDays} note={t('lags.usualNote')} />
            <Figure name={t('lags.lost')} value={lag.shareLost == null ? '–' : percent(lag.shareLost, 1)} note={t('lags.lostNote')} />
            <Figure name={t('lags.returned')} value={lag.customers > 0 ? percent(lag.returned / lag.customers) : '–'} note={t('lags.returnedNote', { returned: count(lag.returned), count: lag.customers, customers: count(lag.customers) })} />
            <Figure name={t('lags.gaps')} value={count(lag.gaps)} />
          </SimpleGrid>
          <div className={classes.halves}>
            <Card title={t('lags.stages')} icon="people" aside={<AsOf query={lags} asOf={lag.asOf} />}>
              {lag.stages ? <Stages stages={lag.stages} lag={lag} /> : <NoModel lag={lag} />}
            </Card>
            <Card title={t('lags.model')} icon="clock" aside={<FitAgain path="/v1/lags/fit" onFitted={() => void lags.refetch()} />}>
              {lag.version ? <Model lag={lag} /> : <NoModel lag={lag} />}
            </Card>
          </div>
          {lag.categories && <CategoryTable categories={lag.categories} />}
        </Stack>
      )}
    </Polled>
  );
}

/** Why there is no model yet, and when one is due. */
function NoModel({ lag }: { lag: Lags }) {
  const { t } = useTranslation();
  const { key, values } = whyNone(lag, Date.now());
  return <Empty>{t(key, values)}</Empty>;
}

function Spans({ name, value, note }: { name: string; value: number | null | undefined; note: string }) {
  const { t } = useTranslation();
  const said = value == null ? null : days(value);
  return <Figure name={name} value={said?.value ?? '–'} unit={said ? t(`span.${said.unit}`) : undefined} note={note} />;
}

function Model({ lag }: { lag: Lags }) {
  const { t } = useTranslation();
  const span = useSpan();
  return (
    <Stack gap={8}>
      {lag.firstTime && (
        <Text fz="sm">{t('lags.firstTime', { due: span(lag.firstTime.dueDays), overdue: span(lag.firstTime.overdueDays), lapsed: span(lag.firstTime.lapsedDays) })}</Text>
      )}
      {lag.betweenCustomers != null && lag.withinCustomer != null && (
        <Text fz="sm">{t('lags.spread', { between: count(lag.betweenCustomers, 1), within: count(lag.withinCustomer, 1) })}</Text>
      )}
      <Text fz={13} c="dimmed">
        {t('lags.fitted', { version: lag.version, when: dateTime(lag.fittedAt!), count: lag.fittedTo ?? 0, customers: count(lag.fittedTo ?? 0) })}
        {lag.checkedAt && ` ${t('lags.checked', { when: dateTime(lag.checkedAt) })}`}
        {lag.nextFitAt && ` ${t('lags.next', { when: dateTime(lag.nextFitAt) })}`}
      </Text>
      {lag.fits.length > 1 && <Text fz={13} c="dimmed">{t('lags.before', { fits: lag.fits.slice(1, 6).map((fit) => `${fit.version} (${dateTime(fit.fittedAt)})`).join(', ') })}</Text>}
    </Stack>
  );
}

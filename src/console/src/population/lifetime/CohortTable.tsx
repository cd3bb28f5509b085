import { SegmentedControl, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Cohorts } from '../../api/types';
import { useLook } from '../../api/looks';
import { count, money, percent } from '../../app/format';
import { Card, Empty } from '../../parts/Card';
import { Scrolled } from '../../parts/Scrolled';
import { Columns } from '../Columns';
import { AsOf, Polled } from '../Polled';
import classes from '../population.module.css';
import { ShareCell } from '../Share';

const periods = ['month', 'quarter', 'year'];
const columns = ['cohort', 'customers', 'alive', 'purchases', 'revenue', 'value', 'each', 'payback'] as const;

/** Customers by when they first bought: who is still one, what is expected of them, and when they have paid for themselves. */
export function CohortTable() {
  const { t } = useTranslation();
  const [by, setBy] = useState('quarter');
  const cohorts = useLook<Cohorts>(`/v1/lifetime/cohorts?by=${by}`, 30_000);
  return (
    <Card title={t('cohorts.title')} icon="people" aside={cohorts.data && <AsOf query={cohorts} asOf={cohorts.data.asOf} />}>
      <SegmentedControl size="xs" mb={6} value={by} onChange={setBy} aria-label={t('cohorts.by')} data={periods.map((value) => ({ value, label: t(`cohorts.${value}`) }))} />
      <Polled query={cohorts}>
        {(list) => {
          const most = Math.max(1, ...list.cohorts.map(({ value }) => value));
          if (list.cohorts.length === 0) return <Empty>{t('cohorts.none')}</Empty>;
          return (
            <>
              <Scrolled minWidth={780} label={t('cohorts.title')}>
                <Table verticalSpacing={6} fz="sm">
                  <Columns names={columns.map((name) => t(`cohorts.column.${name}`))} numbers={[1, 3, 4, 6, 7]} />
                  <Table.Tbody>
                    {list.cohorts.toReversed().map((one) => (
                      <Table.Tr key={one.cohort}>
                        <Table.Td fw={550} className={classes.nowrap}>{one.cohort}</Table.Td>
                        <Table.Td className={classes.number}>{count(one.customers)}</Table.Td>
                        <ShareCell value={one.customers > 0 ? one.alive / one.customers : null} />
                        <Table.Td className={classes.number}>{count(one.purchases90, 1)}</Table.Td>
                        <Table.Td className={classes.number}>{money(one.revenue, list.currency, true)}</Table.Td>
                        <ShareCell value={one.value / most} said={money(one.value, list.currency, true)} />
                        <Table.Td className={classes.number}>{one.customers > 0 ? money(one.value / one.customers, list.currency) : '–'}</Table.Td>
                        <Table.Td className={classes.number}>{one.paybackMonths == null ? '–' : one.paybackMonths === 0 ? t('cohorts.paid') : t('cohorts.months', { value: count(one.paybackMonths, 1) })}</Table.Td>
                      </Table.Tr>
                    ))}
                  </Table.Tbody>
                </Table>
              </Scrolled>
              <Text fz={12} c="dimmed" mt={6}>
                {t('cohorts.terms', { margin: percent(list.margin), discount: percent(list.discountRate), count: list.horizonMonths })}
                {list.acquisitionCost != null && ` ${t('cohorts.cost', { cost: money(list.acquisitionCost, list.currency) })}`}
              </Text>
            </>
          );
        }}
      </Polled>
    </Card>
  );
}

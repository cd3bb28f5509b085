import { Anchor, Table, Text } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useNames } from '../../api/playbook';
import type { BestCustomers } from '../../api/types';
import { count, percent } from '../../app/format';
import { Card, Empty } from '../../parts/Card';
import { Scrolled } from '../../parts/Scrolled';
import { Columns } from '../Columns';
import classes from '../population.module.css';
import { AsOf } from '../Polled';
import { Download } from '../Download';

const columns = ['customer', 'priority', 'propensity', 'value', 'context', 'lever'] as const;
const mostInFile = 10_000;

/** The best customers with the four factors of their priority, how many fit, and what kept the others out. */
export function BestTable({ answer, query }: { answer: BestCustomers; query: UseQueryResult<BestCustomers> }) {
  const { t } = useTranslation();
  const names = useNames();
  const { customers, dropped, offer } = answer;
  const kept = dropped.map(({ stage, customers: many }) => `${t(`funnel.${stage}`)} ${count(many)}`).join(', ');
  return (
    <Card title={names.offer(offer)} icon="star" aside={<AsOf query={query} asOf={answer.asOf} />}>
      <Text fz={13} c="dimmed" mb={8}>
        {t('best.lead', { fitting: count(answer.fitting), scanned: count(answer.scanned), channel: names.channel(answer.channel) })}
        {kept && ` ${t('best.dropped', { kept })}`}{!answer.complete && ` ${t('freshness.cutShort')}`}
      </Text>
      {customers.length === 0 ? <Empty>{t('best.none')}</Empty> : (
        <>
          <Scrolled minWidth={600} label={names.offer(offer)}>
            <Table verticalSpacing={5} fz="sm">
              <Columns names={columns.map((name) => t(`best.column.${name}`))} numbers={[1, 2, 3, 4, 5]} />
              <Table.Tbody>
                {customers.map(({ id, kind, factors }) => (
                  <Table.Tr key={`${kind}/${id}`}>
                    <Table.Td><Anchor component={Link} to={`/desk?${kind === 'known' ? 'customer' : 'anonymous'}=${encodeURIComponent(id)}`} fz="sm">{kind === 'known' ? id : t('members.visitor', { id: id.slice(0, 8) })}</Anchor></Table.Td>
                    <Table.Td className={classes.number}>{count(factors.priority, 2)}</Table.Td>
                    <Table.Td className={classes.number}>{percent(factors.propensity, 1)}</Table.Td>
                    <Table.Td className={classes.number}>{count(factors.value, 2)}</Table.Td>
                    <Table.Td className={classes.number}>{count(factors.contextWeight, 2)}</Table.Td>
                    <Table.Td className={classes.number}>{count(factors.lever, 2)}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Scrolled>
          {answer.fitting > customers.length && <Text fz={12} c="dimmed" mt={6}>{t('best.first', { count: customers.length })}</Text>}
          <Download address={`/v1/offers/${encodeURIComponent(offer)}/customers`} name={`${offer}.csv`} top={mostInFile} />
        </>
      )}
    </Card>
  );
}

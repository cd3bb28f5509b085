import { Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Lifetime } from '../../api/types';
import { count, dateTime } from '../../app/format';
import { Card } from '../../parts/Card';
import { Scrolled } from '../../parts/Scrolled';
import { Columns } from '../Columns';
import classes from '../population.module.css';

/** The fits so far, newest first: when, by what, and to whom. */
export function FitTable({ history }: { history: Lifetime['history'] }) {
  const { t } = useTranslation();
  return (
    <Card title={t('lifetime.history')} icon="clock">
      <Scrolled minWidth={460} label={t('lifetime.history')}>
        <Table verticalSpacing={3} fz={13}>
          <Columns names={['version', 'when', 'occasion', 'customers', 'used', 'seconds'].map((name) => t(`lifetime.column.${name}`))} numbers={[0, 3, 5]} />
          <Table.Tbody>
            {history.map((fit) => (
              <Table.Tr key={fit.version}>
                <Table.Td className={classes.number}>{count(fit.version)}</Table.Td>
                <Table.Td className={classes.nowrap}>{dateTime(fit.asOf)}</Table.Td>
                <Table.Td className={classes.nowrap}>{t(`lifetime.occasion.${fit.occasion}`)}</Table.Td>
                <Table.Td className={classes.number}>{count(fit.customers)}</Table.Td>
                <Table.Td className={classes.nowrap}>{t(`modelName.${fit.purchaseModel}`)}</Table.Td>
                <Table.Td className={classes.number}>{count(fit.seconds, 1)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Scrolled>
    </Card>
  );
}

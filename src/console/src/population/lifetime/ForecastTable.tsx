import { Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { LifetimeModel } from '../../api/types';
import { count } from '../../app/format';
import { Card } from '../../parts/Card';
import { Scrolled } from '../../parts/Scrolled';
import { Columns } from '../Columns';
import classes from '../population.module.css';

/** What earlier fits expected of their customers until now, beside what these did: how far the models can be trusted. */
export function ForecastTable({ checks }: { checks: NonNullable<LifetimeModel['checks']> }) {
  const { t } = useTranslation();
  if (checks.length === 0) return null;
  return (
    <Card title={t('lifetime.checks')} icon="check">
      <Scrolled minWidth={420} label={t('lifetime.checks')}>
        <Table verticalSpacing={3} fz={13}>
          <Columns names={['used', 'daysAgo', 'expected', 'actual'].map((name) => t(`lifetime.column.${name}`))} numbers={[1, 2, 3]} />
          <Table.Tbody>
            {checks.map(({ model, days, expected, actual }) => (
              <Table.Tr key={`${days}/${model}`}>
                <Table.Td>{t(`modelName.${model}`)}</Table.Td>
                <Table.Td className={classes.number}>{count(days)}</Table.Td>
                <Table.Td className={classes.number}>{count(expected)}</Table.Td>
                <Table.Td className={classes.number}>{count(actual)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Scrolled>
    </Card>
  );
}

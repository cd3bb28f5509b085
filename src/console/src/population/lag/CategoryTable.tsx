import { Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Lags } from '../../api/types';
import { count, share } from '../../app/format';
import { useSpan } from '../../app/useSpan';
import { Card } from '../../parts/Card';
import { useCategoryName } from '../../parts/category';
import { Scrolled } from '../../parts/Scrolled';
import { Columns } from '../Columns';
import classes from '../population.module.css';
import { ShareCell } from '../Share';

const columns = ['category', 'customers', 'returned', 'usual', 'lost', 'due', 'overdue', 'lapsed'] as const;

/** When customers buy again within the categories that the playbook lists. */
export function CategoryTable({ categories }: { categories: NonNullable<Lags['categories']> }) {
  const { t } = useTranslation();
  const categoryName = useCategoryName();
  const span = useSpan();
  return (
    <Card title={t('lags.categories')} icon="tag">
      <Scrolled minWidth={760} label={t('lags.categories')}>
        <Table verticalSpacing={6} fz="sm">
          <Columns names={columns.map((name) => t(`lags.column.${name}`))} numbers={[1, 3, 4, 5, 6, 7]} />
          <Table.Tbody>
            {categories.map(({ category, customers, returned, medianDays, shareLost, firstTime }) => (
              <Table.Tr key={category}>
                <Table.Td fw={550}>{categoryName(category)}</Table.Td>
                <Table.Td className={classes.number}>{count(customers)}</Table.Td>
                <ShareCell value={customers > 0 ? returned / customers : null} />
                <Table.Td className={classes.number}>{span(medianDays)}</Table.Td>
                <Table.Td className={classes.number}>{share(shareLost)}</Table.Td>
                {[firstTime.dueDays, firstTime.overdueDays, firstTime.lapsedDays].map((value, i) => <Table.Td key={i} className={classes.number}>{span(value)}</Table.Td>)}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Scrolled>
    </Card>
  );
}

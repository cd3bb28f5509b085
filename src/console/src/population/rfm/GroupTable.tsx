import { Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useCalled } from '../../api/playbook';
import type { RfmFigures } from '../../api/types';
import { count, money } from '../../app/format';
import { Card } from '../../parts/Card';
import { Columns } from '../Columns';
import { ShareCell } from '../Share';
import classes from '../population.module.css';

const columns = ['group', 'customers', 'customerShare', 'revenue', 'revenueShare'] as const;

/** The named groups of cells: how many, and what they bring. */
export function GroupTable({ rfm }: { rfm: RfmFigures }) {
  const { t } = useTranslation();
  const called = useCalled();
  return (
    <Card title={t('rfmPage.groups')} icon="people">
      <Table.ScrollContainer minWidth={640} type="native">
        <Table verticalSpacing={6} fz="sm">
          <Columns names={columns.map((name) => t(`rfmPage.column.${name}`))} numbers={[1, 3]} />
          <Table.Tbody>
            {rfm.groups.map(({ name, customers, revenue }) => (
              <Table.Tr key={name}>
                <Table.Td fw={550}>{capital(called(name))}</Table.Td>
                <Table.Td className={classes.number}>{count(customers)}</Table.Td>
                <ShareCell value={customers / rfm.buyers} />
                <Table.Td className={classes.number}>{money(revenue, rfm.currency)}</Table.Td>
                <ShareCell value={rfm.revenue > 0 ? revenue / rfm.revenue : null} />
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Card>
  );
}

const capital = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);

import { Anchor, Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useCalled } from '../../api/playbook';
import type { RfmFigures } from '../../api/types';
import { count, money } from '../../app/format';
import { Card } from '../../parts/Card';
import { Scrolled } from '../../parts/Scrolled';
import { Columns } from '../Columns';
import { previewOf } from '../preview/address';
import { ShareCell } from '../Share';
import classes from '../population.module.css';

const columns = ['group', 'customers', 'customerShare', 'revenue', 'revenueShare'] as const;

/** The named groups of cells: how many, and what they bring. */
export function GroupTable({ rfm }: { rfm: RfmFigures }) {
  const { t } = useTranslation();
  const called = useCalled();
  return (
    <Card title={t('rfmPage.groups')} icon="people">
      <Scrolled minWidth={640} label={t('rfmPage.groups')}>
        <Table verticalSpacing={6} fz="sm">
          <Columns names={columns.map((name) => t(`rfmPage.column.${name}`))} numbers={[1, 3]} />
          <Table.Tbody>
            {rfm.groups.map(({ name, customers, revenue }) => (
              <Table.Tr key={name}>
                <Table.Td fw={550}>
                  {rfm.window === 'all' ? <Anchor component={Link} fz="sm" to={previewOf({ field: 'rfm.group', op: 'equals', value: name })}>{capital(called(name))}</Anchor> : capital(called(name))}
                </Table.Td>
                <Table.Td className={classes.number}>{count(customers)}</Table.Td>
                <ShareCell value={customers / rfm.buyers} />
                <Table.Td className={classes.number}>{money(revenue, rfm.currency, true)}</Table.Td>
                <ShareCell value={rfm.revenue > 0 ? revenue / rfm.revenue : null} />
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Scrolled>
    </Card>
  );
}

const capital = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);

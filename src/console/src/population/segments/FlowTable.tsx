import { Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { count, date } from '../../app/format';
import { Columns } from '../Columns';
import classes from '../population.module.css';
import { byDay, type Flow } from './flows';

/** The chart's numbers by day, for reading and for whoever does not see it. */
export function FlowTable({ flows }: { flows: Flow[] }) {
  const { t } = useTranslation();
  return (
    <Table verticalSpacing={3} fz={13} mt={8}>
      <Columns names={[t('segments.day'), t('segments.entered'), t('segments.left'), t('segments.net')]} numbers={[1, 2, 3]} />
      <Table.Tbody>
        {byDay(flows).map(({ at, entered, left }) => (
          <Table.Tr key={at}>
            <Table.Td>{date(new Date(at).toISOString())}</Table.Td>
            <Table.Td className={classes.number}>{count(entered)}</Table.Td>
            <Table.Td className={classes.number}>{count(left)}</Table.Td>
            <Table.Td className={classes.number}>{entered > left ? '+' : ''}{count(entered - left)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

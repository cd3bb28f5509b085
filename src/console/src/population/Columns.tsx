import { Table } from '@mantine/core';
import classes from './population.module.css';

/** The heads of a table's columns; numbers stand to the right. */
export function Columns({ names, numbers = [] }: { names: string[]; numbers?: number[] }) {
  return (
    <Table.Thead>
      <Table.Tr>
        {names.map((name, i) => <Table.Th key={name} fz={12} c="dimmed" fw={550} className={numbers.includes(i) ? classes.number : classes.nowrap}>{name}</Table.Th>)}
      </Table.Tr>
    </Table.Thead>
  );
}

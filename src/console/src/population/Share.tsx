import { Table } from '@mantine/core';
import { share } from '../app/format';
import classes from './population.module.css';

/** A share in a table as a number with its bar, or under other words; null where there is none to say. */
export function ShareCell({ value, said, title }: { value: number | null; said?: string; title?: string }) {
  if (value === null) return <Table.Td className={classes.number}>–</Table.Td>;
  const wide = Math.min(100, Math.max(value > 0 ? 2 : 0, value * 100));
  return (
    <Table.Td title={title}>
      <span className={classes.share} data-wide={said ? true : undefined}>
        <span>{said ?? share(value)}</span>
        <span className={classes.meter} aria-hidden><span style={{ width: `${wide}%` }} /></span>
      </span>
    </Table.Td>
  );
}

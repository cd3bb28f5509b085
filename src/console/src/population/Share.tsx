import { Table } from '@mantine/core';
import { share } from '../app/format';
import classes from './population.module.css';

/** A share in a table as a number with its bar; null where there is none to say. */
export function ShareCell({ value }: { value: number | null }) {
  if (value === null) return <Table.Td className={classes.number}>–</Table.Td>;
  const wide = Math.min(100, Math.max(value > 0 ? 2 : 0, value * 100));
  return (
    <Table.Td>
      <span className={classes.share}>
        <span>{share(value)}</span>
        <span className={classes.meter} aria-hidden><span style={{ width: `${wide}%` }} /></span>
      </span>
    </Table.Td>
  );
}

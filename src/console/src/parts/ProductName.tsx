import { Text } from '@mantine/core';

/** A product within a sentence: its name with the id after it, or the id where that is all there is. */
export const nameAndId = (id: string, name: string) => (name === id ? id : `${name} (${id})`);

/** What a product is called, with its id beside it; an id that is all there is stands alone. Names are as long as senders make them. */
export function ProductName({ id, name }: { id: string; name: string }) {
  return (
    <span style={{ overflowWrap: 'anywhere' }}>
      {name === id ? id : <>{name} <Text span inherit fz={12} c="dimmed" fw={400}>{id}</Text></>}
    </span>
  );
}

import { Box, Group, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { Icon, type IconName } from './Icon';
import classes from './Card.module.css';

interface CardProps { title?: string; icon?: IconName; aside?: ReactNode; children: ReactNode; quiet?: boolean }

/** A titled section of a screen. */
export function Card({ title, icon, aside, children, quiet }: CardProps) {
  return (
    <section className={classes.card} data-quiet={quiet || undefined} aria-label={title}>
      {title && (
        <Group justify="space-between" mb={10} gap={6}>
          <Group gap={7} wrap="nowrap" c="dimmed">
            {icon && <Icon name={icon} size={16} />}
            <Title order={2} fz={13} fw={600} c="dimmed">{title}</Title>
          </Group>
          {aside}
        </Group>
      )}
      {children}
    </section>
  );
}

/** One figure with its name; `note` says what stands behind it. */
export function Figure({ name, value, unit, note, changed }: { name: string; value: string; unit?: string; note?: ReactNode; changed?: unknown }) {
  return (
    <Box className={classes.figure}>
      <Text fz={12} c="dimmed" fw={550}>{name}</Text>
      <Text component="p" m={0} className={classes.value} key={String(changed ?? '')}>
        <span className={changed === undefined ? undefined : 'notice'}>{value}</span>
        {unit && <span className={classes.unit}> {unit}</span>}
      </Text>
      {note && <Text fz={12} c="dimmed">{note}</Text>}
    </Box>
  );
}

export const Empty = ({ children }: { children: ReactNode }) => <Text fz="sm" c="dimmed">{children}</Text>;

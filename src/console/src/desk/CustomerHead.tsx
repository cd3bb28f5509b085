import { Avatar, Badge, Group, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { CustomerView } from '../api/types';
import { since } from '../app/format';
import { LiveDot } from '../parts/LiveDot';
import { useNow } from '../parts/useNow';

const attribute = (view: CustomerView, ...names: string[]) => {
  for (const name of names) {
    const found = view.profile.find((p) => p.name.toLowerCase() === name)?.value;
    if (typeof found === 'string' && found) return found;
  }
  return undefined;
};

/** The person's name as far as it is known. */
export function displayName(view: CustomerView): string | undefined {
  const parts = [attribute(view, 'firstname', 'first_name'), attribute(view, 'lastname', 'last_name')].filter(Boolean);
  return attribute(view, 'name') ?? (parts.length ? parts.join(' ') : undefined);
}

export function CustomerHead({ view, cause }: { view: CustomerView; cause: string }) {
  const { t } = useTranslation();
  const now = useNow(10_000);
  const name = displayName(view) ?? view.customerId ?? t('desk.visitor');
  const contact = [attribute(view, 'phone'), attribute(view, 'email'), attribute(view, 'city')].filter(Boolean);
  return (
    <Group justify="space-between" align="flex-start" gap="xs">
      <Group wrap="nowrap" gap="sm" miw={0} maw="100%">
        <Avatar name={name} color="pine" size={46} radius="xl" aria-hidden />
        <Stack gap={0}>
          <Group gap={8}>
            <Title order={1} fz={21}>{name}</Title>
            {view.test && <Badge size="sm" color="orange" variant="light">{t('desk.test')}</Badge>}
          </Group>
          <Text fz="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {[view.customerId ?? view.anonymousIds[0], ...contact].filter((x) => x && x !== name).join(' · ')}
          </Text>
        </Stack>
      </Group>
      <Stack gap={0} align="flex-end" style={{ flex: 'none' }}>
        <LiveDot> · {t('live.turn', { sequence: view.sequence })}</LiveDot>
        <Text fz={12} c="dimmed">
          {view.lastSeenAt && t('desk.lastSeen', { when: since(view.lastSeenAt, now) })}
          {cause !== 'initial' && ` · ${t(`cause.${cause}`, { defaultValue: cause })}`}
        </Text>
      </Stack>
    </Group>
  );
}

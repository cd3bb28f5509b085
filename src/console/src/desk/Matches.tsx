import { Button, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Match } from '../api/types';
import { ago } from '../app/format';
import { Card } from '../parts/Card';

/** Several people share a number or an address: the agent chooses. None: says so. */
export function Matches({ matches, onOpen }: { matches: Match[]; onOpen: (match: Match) => void }) {
  const { t } = useTranslation();
  if (matches.length === 0) return <Card quiet><Text fz="sm">{t('desk.noMatch')}</Text></Card>;
  return (
    <Card title={t('desk.choose', { count: matches.length })} icon="user">
      <Stack gap={6}>
        {matches.map((match) => (
          <Group key={match.customerId ?? match.anonymousId} justify="space-between">
            <Text fz="sm"><b>{match.displayName ?? match.customerId ?? match.anonymousId}</b>{' '}
              <Text span c="dimmed" fz="sm">{match.customerId}{match.lastSeenAt && ` · ${ago(match.lastSeenAt)}`}</Text>
            </Text>
            <Button size="xs" variant="light" onClick={() => onOpen(match)}>{t('desk.open')}</Button>
          </Group>
        ))}
      </Stack>
    </Card>
  );
}

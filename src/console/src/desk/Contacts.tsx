import { Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useNames } from '../api/playbook';
import type { Contact } from '../api/types';
import { clock, dateTime, since } from '../app/format';
import { Card, Empty } from '../parts/Card';
import { useNow } from '../parts/useNow';

/** What was shown, said and sent lately: what contact policies count. */
export function Contacts({ contacts }: { contacts: Contact[] }) {
  const { t } = useTranslation();
  const names = useNames();
  const now = useNow(15_000);
  return (
    <Card title={t('desk.contacts')} icon="eye">
      {contacts.length === 0 && <Empty>{t('desk.noContacts')}</Empty>}
      <Stack gap={6}>
        {latestReservations(contacts).slice(0, 8).map((contact, i) => (
          <Group key={`${contact.at}/${contact.offerId}/${contact.outcome}/${i}`} justify="space-between" wrap="nowrap" gap="xs" align="baseline">
            <Text fz={13} lineClamp={1}>{names.offer(contact.offerId)}
              <Text span fz={12} c="dimmed"> {names.channel(contact.channel)}</Text>
            </Text>
            <Text fz={12} c="dimmed" style={{ whiteSpace: 'nowrap' }} title={dateTime(contact.at)}>
              {contact.outcome === 'reserved' && contact.until ? t('desk.heldUntil', { when: clock(contact.until) }) : `${t(`outcome.${contact.outcome}`)} · ${since(contact.at, now)}`}
            </Text>
          </Group>
        ))}
      </Stack>
    </Card>
  );
}

/** Every screen that asks holds an offer of its own: of those still held one line each, the one that is held longest. */
function latestReservations(contacts: Contact[]): Contact[] {
  const held = new Map<string, Contact>();
  for (const contact of contacts) {
    const other = held.get(contact.offerId);
    if (contact.outcome === 'reserved' && (contact.until ?? '') > (other?.until ?? '')) held.set(contact.offerId, contact);
  }
  return contacts.filter((contact) => contact.outcome !== 'reserved' || held.get(contact.offerId) === contact);
}

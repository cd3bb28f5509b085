import { Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useOfferNames } from '../api/playbook';
import type { Contact } from '../api/types';
import { dateTime, since } from '../app/format';
import { Card, Empty } from '../parts/Card';
import { useNow } from '../parts/useNow';

/** What was shown, said and sent lately: what contact policies count. */
export function Contacts({ contacts }: { contacts: Contact[] }) {
  const { t } = useTranslation();
  const offerName = useOfferNames();
  const now = useNow(15_000);
  return (
    <Card title={t('desk.contacts')} icon="eye">
      {contacts.length === 0 && <Empty>{t('desk.noContacts')}</Empty>}
      <Stack gap={6}>
        {contacts.slice(0, 8).map((contact, i) => (
          <Group key={`${contact.at}/${contact.offerId}/${contact.outcome}/${i}`} justify="space-between" wrap="nowrap" gap="xs" align="baseline">
            <Text fz={13} lineClamp={1}>{offerName(contact.offerId)}
              <Text span fz={12} c="dimmed"> {contact.channel}</Text>
            </Text>
            <Text fz={12} c="dimmed" style={{ whiteSpace: 'nowrap' }} title={dateTime(contact.at)}>
              {t(`outcome.${contact.outcome}`)} · {since(contact.at, now)}
            </Text>
          </Group>
        ))}
      </Stack>
    </Card>
  );
}

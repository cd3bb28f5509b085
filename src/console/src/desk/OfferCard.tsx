import { Badge, Button, Group, Text, Title, Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Offer } from '../api/types';
import { clock, count, money, percent } from '../app/format';
import { Icon } from '../parts/Icon';
import classes from './desk.module.css';

/** The outcomes that an agent reports. */
export type Spoken = 'presented' | 'accepted' | 'declined' | 'ignored';

interface OfferCardProps { offer: Offer; reasons: string[]; currency: string; busy: boolean; onOutcome: (outcome: Spoken) => void }

/** One offer as an agent needs it: what it is, what to say, why, and one button for each answer. */
export function OfferCard({ offer, reasons, currency, busy, onOutcome }: OfferCardProps) {
  const { t } = useTranslation();
  const title = offer.content.title ?? offer.offerId;
  const script = offer.content.script ?? offer.content.body;
  return (
    <article className={`${classes.offer} arrive`} data-first={offer.rank === 1 || undefined} aria-label={title}>
      <Group justify="space-between" wrap="nowrap" align="flex-start" gap="xs">
        <Title order={3} fz={16}>{title}</Title>
        <Group gap={6} wrap="nowrap" style={{ flex: 'none' }}>
          <Text fz={12} c="dimmed" className="tabular">{t('offers.until', { when: clock(offer.validUntil) })}</Text>
          {offer.fallback && <Badge size="sm" color="gray" variant="light">{t('offers.fallback')}</Badge>}
          <Tooltip
            label={t('offers.factors', {
              p: percent(offer.propensity, 1), v: money(offer.value, currency), c: count(offer.contextWeight, 2), l: count(offer.lever, 2),
            })}
          >
            <Badge size="sm" variant="default" className="tabular" tt="none" tabIndex={0}>{count(offer.priority, 2)}</Badge>
          </Tooltip>
        </Group>
      </Group>
      {script && <Text component="blockquote" className={classes.script}>{script}</Text>}
      {reasons.length > 0 && (
        <ul className={classes.reasons}>{reasons.slice(0, 3).map((reason) => <li key={reason}>{reason}</li>)}</ul>
      )}
      {offer.outcomeToken && (
        <Group gap={4} mt={10}>
          <Button size="xs" px={10} disabled={busy} leftSection={<Icon name="check" size={15} />} onClick={() => onOutcome('accepted')}>{t('offers.accept')}</Button>
          <Button size="xs" px={10} variant="default" disabled={busy} onClick={() => onOutcome('declined')}>{t('offers.decline')}</Button>
          <Button size="xs" px={6} variant="subtle" color="gray" disabled={busy} onClick={() => onOutcome('presented')}>{t('offers.mention')}</Button>
          <Button size="xs" px={6} variant="subtle" color="gray" disabled={busy} onClick={() => onOutcome('ignored')}>{t('offers.ignore')}</Button>
        </Group>
      )}
    </article>
  );
}

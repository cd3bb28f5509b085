import { Button, Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client';
import type { Explanation, Offer } from '../api/types';
import { Fault } from '../app/Faults';
import { currentLanguage } from '../app/i18n';
import { Card, Empty } from '../parts/Card';
import { Icon } from '../parts/Icon';
import { emptyReason as emptyWords } from './emptyReason';
import { OfferCard, type Spoken } from './OfferCard';
import { WhyNot } from './WhyNot';
import classes from './desk.module.css';

/** An answer under the id that it was first sent with, so that sending it again counts once. */
interface Done { offer: Offer; outcome: Spoken; messageId: string }

interface OfferPanelProps {
  offers: Offer[];
  decisionId: string | null;
  emptyReason: string | null;
  currency: string;
  intent: string;
  onIntent: (intent: string) => void;
}

const intents = ['', 'cancellation', 'complaint', 'purchase'];

interface OutcomeReply { results: { verdict: string; reason?: string }[] }

async function report(body: Record<string, unknown>): Promise<OutcomeReply> {
  const reply = await call<OutcomeReply>('/v1/outcomes', { timestamp: new Date().toISOString(), ...body });
  const refused = reply.results.find((r) => r.verdict === 'rejected');
  if (refused) throw new Error(refused.reason ?? 'rejected');
  return reply;
}

/** What to say next: the live offers, why these, and what the customer answered; the last answer can be taken back. */
export function OfferPanel({ offers, decisionId, emptyReason, currency, intent, onIntent }: OfferPanelProps) {
  const { t } = useTranslation();
  const [done, setDone] = useState<Done | null>(null);
  const explanation = useQuery({
    queryKey: ['explanation', decisionId, currentLanguage()],
    queryFn: ({ signal }) => call<Explanation>(`/v1/decisions/${encodeURIComponent(decisionId!)}/explanation?language=${currentLanguage()}`, undefined, signal),
    enabled: decisionId !== null,
    staleTime: Infinity,
    placeholderData: (before) => before,
  });

  const act = useMutation({
    mutationFn: async (answer: Done) => {
      await report({ messageId: answer.messageId, outcome: answer.outcome, outcomeToken: answer.offer.outcomeToken });
      return answer;
    },
    onSuccess: setDone,
  });
  const undo = useMutation({
    mutationFn: ({ offer, messageId }: Done) =>
      report({ messageId: `undo-${messageId}`, outcome: 'voided', voids: messageId, outcomeToken: offer.outcomeToken }),
    onSuccess: () => setDone(null),
  });
  const because = emptyReason && emptyWords(t, emptyReason);
  const failed = act.error ? act : undo.error ? undo : null;

  return (
    <Card
      title={t('offers.title')} icon="message"
      aside={
        <SegmentedControl
          size="xs" value={intent} onChange={onIntent} aria-label={t('offers.intent')}
          data={intents.map((value) => ({ value, label: t(`intent.${value || 'none'}`) }))}
        />
      }
    >
      <Stack gap="sm">
        {done && (
          <Group className={classes.done} justify="space-between" wrap="nowrap" role="status">
            <Text fz="sm"><b>{t(`outcome.${done.outcome}`)}</b>: {done.offer.content.title ?? done.offer.offerId}</Text>
            <Button size="compact-sm" variant="white" leftSection={<Icon name="undo" size={15} />} loading={undo.isPending} onClick={() => undo.mutate(done)}>
              {t('offers.undo')}
            </Button>
          </Group>
        )}
        {failed && <Fault error={failed.error} retry={() => failed.mutate(failed.variables!)} />}
        {offers.length === 0 && <Empty>{because ? t('offers.emptyBecause', { reason: because }) : t('offers.empty')}</Empty>}
        {offers.map((offer) => (
          <OfferCard
            key={offer.offerId} offer={offer} currency={currency} busy={act.isPending}
            reasons={offer.fallback ? [because ? t('offers.emptyBecause', { reason: because }) : t('offers.empty')] : (explanation.data?.winners.find((w) => w.offerId === offer.offerId)?.reasons ?? [])}
            onOutcome={(outcome) => act.mutate({ offer, outcome, messageId: crypto.randomUUID() })}
          />
        ))}
        <WhyNot explanation={explanation.data} />
      </Stack>
    </Card>
  );
}

import { Loader, Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/client';
import { useLiveCustomer, type Subject } from '../api/hub';
import type { CustomerView, LiveUpdate } from '../api/types';
import { Fault } from '../app/Faults';
import { currentLanguage } from '../app/i18n';
import { Card, Empty } from '../parts/Card';
import { Affinities, Consents, Segments } from './Facts';
import { Contacts } from './Contacts';
import { CustomerHead } from './CustomerHead';
import { NextBought } from './NextBought';
import { OfferPanel } from './OfferPanel';
import { Outlook } from './Outlook';
import { RfmTiles } from './RfmTiles';
import { deskSession } from './session';
import { SessionAndCart } from './SessionAndCart';
import { Timeline } from './Timeline';
import classes from './desk.module.css';

type Shown = Pick<LiveUpdate, 'offers' | 'placements' | 'decisionId'> & { view: CustomerView | null; cause: string; sequence: number };

/** One open customer: follows the live feed and lays out what it says. */
export function CustomerDesk({ subject, call, onMoved }: { subject: Subject; call?: string; onMoved: (customerId: string) => void }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState<Shown | null>(null);
  const [intent, setIntent] = useState('');

  // A mistyped id must not become a customer: nothing is decided before something is known of it.
  const known = Boolean(shown?.view);
  const failure = useLiveCustomer(
    {
      subject, channel: 'call-centre', placements: known ? [{ id: 'desk', count: 3 }] : [], language: currentLanguage(),
      context: intent ? { intent } : {}, sessionId: deskSession(call),
    },
    (update) => {
      if (update.movedTo) {
        onMoved(update.movedTo.replace(/^[ka]:/, ''));
        return;
      }
      setShown((before) => ({
        view: update.view ?? before?.view ?? null,
        offers: update.offers ?? before?.offers,
        placements: update.placements ?? before?.placements,
        decisionId: update.offers ? update.decisionId : before?.decisionId,
        cause: update.cause ?? 'initial',
        sequence: update.sequence,
      }));
    },
  );

  if (failure) return <Fault error={new ApiError(500, 'feed', failure)} />;
  if (!shown) return <Stack align="center" py="xl"><Loader aria-label={t('loading')} /></Stack>;
  const { view } = shown;
  if (!view) return <Card quiet><Empty>{t('desk.unknown')}</Empty></Card>;

  return (
    <Stack gap="md">
      <CustomerHead view={view} cause={shown.cause} />
      <RfmTiles rfm={view.rfm} />
      <div className={classes.columns}>
        <Stack gap="md" className={classes.main}>
          <OfferPanel
            offers={shown.offers ?? []} decisionId={shown.decisionId ?? null} emptyReason={shown.placements?.[0]?.emptyReason ?? null}
            currency={view.rfm.currency} intent={intent} onIntent={setIntent}
          />
          <div className={classes.timeline}><Timeline subject={subject} sequence={shown.sequence} currency={view.rfm.currency} /></div>
        </Stack>
        <Stack gap="md" className={classes.side}>
          <Outlook view={view} />
          <Segments segments={view.segments} />
          <NextBought subject={subject} cart={view.cart} />
          <Affinities affinities={view.affinities} />
          <SessionAndCart session={view.session ?? null} cart={view.cart} currency={view.rfm.currency} />
          <Consents consents={view.consents} />
          <Contacts contacts={view.contacts} />
        </Stack>
      </div>
    </Stack>
  );
}

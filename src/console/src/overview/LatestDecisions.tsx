import { Anchor, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { call } from '../api/client';
import { useNames } from '../api/playbook';
import type { Decision, Explanation } from '../api/types';
import { time } from '../app/format';
import { Fault } from '../app/Faults';
import { currentLanguage } from '../app/i18n';
import { Card, Empty } from '../parts/Card';
import { Scrolled } from '../parts/Scrolled';

const rows = 8;
const everyMs = 2_000;

/** Who was offered what a moment ago, and why this customer: the last of the reasons, which those of rank go before. */
export function LatestDecisions({ decisions: latest, failure }: { decisions: Decision[] | undefined; failure: unknown }) {
  const { t } = useTranslation();
  const [held, setHeld] = useState(false);
  const decisions = useSettled(latest, held);
  return (
    <div onPointerEnter={() => setHeld(true)} onPointerLeave={() => setHeld(false)}>
      <Card title={t('overview.latest')} icon="message">
        {failure != null && <Fault error={failure} />}
        {decisions?.length === 0 && <Empty>{t('overview.noDecisions')}</Empty>}
        {decisions && decisions.length > 0 && (
          <Scrolled minWidth={760} label={t('overview.latest')}>
            <Table verticalSpacing={6} fz="sm">
              <Table.Thead>
                <Table.Tr>
                  {['when', 'customer', 'channel', 'offer', 'reason'].map((name) => <Table.Th key={name} fz={12} c="dimmed" fw={550} style={{ whiteSpace: 'nowrap' }}>{t(`overview.column.${name}`)}</Table.Th>)}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>{decisions.slice(0, rows).map((decision) => <Row key={decision.decisionId} decision={decision} />)}</Table.Tbody>
            </Table>
          </Scrolled>
        )}
      </Card>
    </div>
  );
}

/** The latest list, but a new one at most every two seconds and none while it is held: rows must not run away from the reader. */
function useSettled<T>(latest: T | undefined, held: boolean): T | undefined {
  const [settled, setSettled] = useState<T>();
  const at = useRef(0);
  useEffect(() => {
    if (latest === undefined || (held && at.current > 0) || Date.now() - at.current < everyMs) return;
    at.current = Date.now();
    setSettled(latest);
  }, [latest, held]);
  return settled;
}

function Row({ decision }: { decision: Decision }) {
  const { t } = useTranslation();
  const explanation = useQuery({
    queryKey: ['explanation', decision.decisionId, currentLanguage()],
    queryFn: ({ signal }) => call<Explanation>(`/v1/decisions/${encodeURIComponent(decision.decisionId)}/explanation?language=${currentLanguage()}`, undefined, signal),
    staleTime: Infinity,
    gcTime: 30_000,
    retry: false,
  });
  const first = decision.offers[0];
  const reason = explanation.data?.winners.find((w) => w.offerId === first?.offerId)?.reasons.at(-1);
  const names = useNames();
  const [name, address] = decision.customerId
    ? [decision.customerId, `/desk?customer=${encodeURIComponent(decision.customerId)}`]
    : [t('desk.visitor'), `/desk?anonymous=${encodeURIComponent(decision.anonymousId ?? '')}`];
  return (
    <Table.Tr className="arrive">
      <Table.Td className="tabular" c="dimmed" style={{ whiteSpace: 'nowrap' }}>{time(decision.now)}</Table.Td>
      <Table.Td style={{ whiteSpace: 'nowrap' }}><Anchor component={Link} to={address} fz="sm">{name}</Anchor></Table.Td>
      <Table.Td c="dimmed" style={{ whiteSpace: 'nowrap' }}>{names.channel(decision.channel)}</Table.Td>
      <Table.Td>{first ? names.offer(first.offerId) : <Text span fz="sm" c="dimmed">{t('entry.noOffer')}</Text>}{decision.offers.length > 1 && <Text span c="dimmed" fz="xs"> +{decision.offers.length - 1}</Text>}</Table.Td>
      <Table.Td c="dimmed"><Text fz={13} lineClamp={1} style={{ minWidth: 120 }}>{reason ?? ''}</Text></Table.Td>
    </Table.Tr>
  );
}

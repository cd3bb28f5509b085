import { Group, SegmentedControl, Text } from '@mantine/core';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { RfmFigures } from '../../api/types';
import { count, money, percent, share } from '../../app/format';
import { Card } from '../../parts/Card';
import { previewOf } from '../preview/address';
import { byRecencyAndFrequency, scores } from './cells';
import classes from './rfm.module.css';

type Shown = 'customers' | 'revenue';

/** Recency by frequency: where customers, or their revenue, are. */
export function HeatMap({ rfm }: { rfm: RfmFigures }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState<Shown>('customers');
  const totals = byRecencyAndFrequency(rfm.cells);
  const most = Math.max(...[...totals.values()].map((total) => total[shown]), 1);
  return (
    <Card title={t('rfmPage.heat')} icon="dashboard">
      <Group justify="space-between" gap="xs" mb={6}>
        <Text fz={12} c="dimmed" id="heat-hint">{t('rfmPage.heatHint')}</Text>
        <SegmentedControl
          size="xs" value={shown} aria-label={t('rfmPage.shown')} onChange={(value) => setShown(value as Shown)}
          data={[{ value: 'customers', label: t('rfmPage.customers') }, { value: 'revenue', label: t('rfmPage.revenueShare') }]}
        />
      </Group>
      <table className={classes.heat} aria-label={t('rfmPage.heat')} aria-describedby="heat-hint">
        <thead>
          <tr>
            <td />
            {scores.map((recency) => <th key={recency} scope="col">R{recency}<small>{t('rfmPage.withinDays', { count: from(rfm, recency)?.recencyDays ?? 0 })}</small></th>)}
          </tr>
        </thead>
        <tbody>
          {scores.map((frequency) => (
            <tr key={frequency}>
              <th scope="row">F{frequency}<small>{t('rfmPage.fromOrders', { count: from(rfm, frequency)?.frequency ?? 0 })}</small></th>
              {scores.map((recency) => {
                const total = totals.get(`${recency}${frequency}`);
                const value = total?.[shown] ?? 0;
                return (
                  <td
                    key={recency} style={{ '--heat-share': `${Math.max(0, (value / most) * 100)}%` } as React.CSSProperties}
                    title={t('rfmPage.cell', { customers: count(total?.customers ?? 0), share: percent((total?.customers ?? 0) / rfm.buyers, 1), revenue: money(total?.revenue ?? 0, rfm.currency, true) })}
                  >
                    {!total ? <span aria-label="0">·</span> : <Cell rfm={rfm} recency={recency} frequency={frequency}>{shown === 'customers' ? count(value) : share(rfm.revenue > 0 ? value / rfm.revenue : 0)}</Cell>}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <Text fz={12} c="dimmed" mt={8}>{t('rfmPage.scores')}</Text>
    </Card>
  );
}

const from = (rfm: RfmFigures, score: number) => rfm.quintiles.find((quintile) => quintile.score === score);

/** The way to the customers of a cell, as a condition; scores of a window have no field for the recency within it. */
function Cell({ rfm, recency, frequency, children }: { rfm: RfmFigures; recency: number; frequency: number; children: ReactNode }) {
  if (rfm.window !== 'all') return children;
  const to = previewOf({ all: [{ field: 'rfm.recencyScore', op: 'equals', value: recency }, { field: 'rfm.frequencyScore', op: 'equals', value: frequency }] });
  return <Link to={to} className={classes.cell}>{children}</Link>;
}

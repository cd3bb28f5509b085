import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { RfmFigures } from '../../api/types';
import { percent } from '../../app/format';
import { Card, Empty } from '../../parts/Card';
import { revenueOf } from './cells';
import classes from './rfm.module.css';

const width = 320;
const height = 200;
const ticks = [0, 0.2, 0.4, 0.6, 0.8, 1];

/** Share of revenue by share of customers, best first, with what the best fifth brings in words. */
export function ParetoChart({ rfm }: { rfm: RfmFigures }) {
  const { t } = useTranslation();
  const fifth = revenueOf(rfm.pareto, 0.2);
  if (rfm.revenue <= 0 || fifth === null) return <Card title={t('rfmPage.pareto')} icon="dashboard"><Empty>{t('rfmPage.noRevenue')}</Empty></Card>;
  const top = Math.max(1, ...rfm.pareto.map(({ revenueShare }) => revenueShare!));
  const x = (value: number) => value * width;
  const y = (value: number) => height - (value / top) * height;
  const points = [[0, 0], ...rfm.pareto.map(({ topShare, revenueShare }) => [topShare!, revenueShare!])].map(([a, b]) => `${x(a!)},${y(b!)}`);
  const reading = t('rfmPage.fifth', { top: percent(0.2), share: percent(fifth) });
  return (
    <Card title={t('rfmPage.pareto')} icon="dashboard">
      <Text fz={15} fw={600} mb={6}>{reading}</Text>
      <svg className={classes.pareto} viewBox={`-34 -8 ${width + 50} ${height + 32}`} role="img" aria-label={reading}>
        {ticks.map((tick) => (
          <g key={tick}>
            <line className={classes.grid} x1={0} x2={width} y1={y(tick)} y2={y(tick)} />
            <text className={classes.label} x={-6} y={y(tick) + 4} textAnchor="end">{percent(tick)}</text>
            <text className={classes.label} x={x(tick)} y={height + 16} textAnchor="middle">{percent(tick)}</text>
          </g>
        ))}
        <line className={classes.even} x1={0} y1={y(0)} x2={width} y2={y(1)} />
        <polygon className={classes.area} points={`${points.join(' ')} ${width},${height} 0,${height}`} />
        <polyline className={classes.curve} points={points.join(' ')} />
        <path className={classes.mark} d={`M${x(0.2)},${height} V${y(fifth)} H0`} />
        <circle className={classes.dot} cx={x(0.2)} cy={y(fifth)} r={4} />
        {rfm.pareto.map(({ topShare, revenueShare }) => (
          <circle key={topShare} className={classes.hit} cx={x(topShare!)} cy={y(revenueShare!)} r={8}><title>{t('rfmPage.point', { top: percent(topShare!), share: percent(revenueShare!, 1) })}</title></circle>
        ))}
      </svg>
      <Text fz={12} c="dimmed">{t('rfmPage.axes')}</Text>
    </Card>
  );
}

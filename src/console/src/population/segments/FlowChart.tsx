import { Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { count, dateTime, dayOf, weekday } from '../../app/format';
import type { Flow } from './flows';
import classes from './segments.module.css';

const height = 140;
const middle = height / 2;

/** Who entered (up) and left (down) in each hour of a week. */
export function FlowChart({ flows }: { flows: Flow[] }) {
  const { t } = useTranslation();
  const most = Math.max(1, ...flows.flatMap(({ entered, left }) => [entered, left]));
  const tall = (value: number) => (value === 0 ? 0 : Math.max(1.5, (value / most) * (middle - 4)));
  const sum = (kind: 'entered' | 'left') => count(flows.reduce((total, flow) => total + flow[kind], 0));
  const midnights = flows.flatMap(({ at }, hour) => (hour > 0 && dayOf(at) !== dayOf(flows[hour - 1]!.at) ? [{ at, place: hour / flows.length }] : []));
  return (
    <div>
      <Group justify="space-between" gap="xs" mb={6}>
        <Group gap="md">
          <Text fz={12} c="dimmed"><span className={classes.key} data-kind="entered" /> {t('segments.entered')} {sum('entered')}</Text>
          <Text fz={12} c="dimmed"><span className={classes.key} data-kind="left" /> {t('segments.left')} {sum('left')}</Text>
        </Group>
        <Text fz={12} c="dimmed">{t('segments.mostInAnHour', { count: most })}</Text>
      </Group>
      <svg
        className={classes.flows} viewBox={`0 0 ${flows.length * 4} ${height}`} preserveAspectRatio="none" role="img"
        aria-label={t('segments.flowsSaid', { entered: sum('entered'), left: sum('left') })}
      >
        {midnights.map(({ at, place }) => <line key={at} className={classes.midnight} x1={place * flows.length * 4} x2={place * flows.length * 4} y1={0} y2={height} />)}
        <line className={classes.axis} x1={0} x2={flows.length * 4} y1={middle} y2={middle} />
        {flows.map(({ at, entered, left }, hour) => entered + left > 0 && (
          <g key={at}>
            <title>{`${dateTime(new Date(at).toISOString())}: +${count(entered)} −${count(left)}`}</title>
            <rect className={classes.entered} x={hour * 4 + 0.5} width={3} y={middle - tall(entered)} height={tall(entered)} />
            <rect className={classes.left} x={hour * 4 + 0.5} width={3} y={middle} height={tall(left)} />
          </g>
        ))}
      </svg>
      <div className={classes.midnights} aria-hidden>
        {midnights.filter(({ place }) => place < 0.95).map(({ at, place }) => <span key={at} style={{ left: `${place * 100}%` }}>{weekday(at)}</span>)}
      </div>
    </div>
  );
}

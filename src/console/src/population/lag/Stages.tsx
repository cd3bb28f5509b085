import { Anchor, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Lags } from '../../api/types';
import { count, percent, share } from '../../app/format';
import { previewOf } from '../preview/address';
import classes from './lag.module.css';

export const stageNames = ['active', 'due', 'overdue', 'lapsed'] as const;

/** How many customers stand at each stage, as one bar and in words. */
export function Stages({ stages, lag }: { stages: NonNullable<Lags['stages']>; lag: Lags }) {
  const { t } = useTranslation();
  const all = Math.max(1, stageNames.reduce((sum, name) => sum + stages[name], 0));
  const hint = { overdue: percent(lag.overdueShare), lapsed: percent(lag.returnThreshold) };
  let left = 0;
  return (
    <div>
      <svg className={classes.stages} viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden>
        {stageNames.map((name) => {
          const width = (stages[name] / all) * 100;
          const from = left;
          left += width;
          return <rect key={name} className={classes[name]} x={from} y={0} width={width} height={10} />;
        })}
      </svg>
      <Stack gap={8} mt={10}>
        {stageNames.map((name) => (
          <div key={name} className={classes.stage}>
            <span className={`${classes.key} ${classes[name]}`} aria-hidden />
            <div>
              <Anchor component={Link} to={previewOf({ field: 'lag.stage', op: 'equals', value: name })} fz="sm" fw={550}>{t(`stage.${name}`)}</Anchor>
              <Text fz={12} c="dimmed">{t(`lags.hint.${name}`, hint)}</Text>
            </div>
            <Text fz="sm" className="tabular">{count(stages[name])} <Text span c="dimmed" fz={12}>{share(stages[name] / all)}</Text></Text>
          </div>
        ))}
      </Stack>
      <Text fz={12} c="dimmed" mt={10}>{t('lags.exactness')}</Text>
    </div>
  );
}

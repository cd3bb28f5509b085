import { Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Statistics } from '../api/types';
import { count } from '../app/format';
import { Card } from '../parts/Card';

/** Every interaction received ended in one of three ways; the three add up. */
export function Totals({ statistics }: { statistics: Statistics | null }) {
  const { t } = useTranslation();
  const kinds = ['applied', 'duplicate', 'rejected'] as const;
  return (
    <Card title={t('overview.totals')} icon="check">
      <Group gap="xl">
        {kinds.map((kind) => (
          <div key={kind}>
            <Text fz={18} fw={650} className="tabular">{statistics ? count(statistics[kind]) : '–'}</Text>
            <Text fz={12} c="dimmed">{t(`verdict.${kind}`)}</Text>
          </div>
        ))}
      </Group>
    </Card>
  );
}

import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { query } from '../../api/client';
import { useCalled, useSegments } from '../../api/playbook';
import type { Freshness } from '../../api/types';
import { useLook } from '../../api/looks';
import { Card } from '../../parts/Card';
import { Polled } from '../Polled';
import { FreshnessTable } from './FreshnessTable';

/** How much is known of customers and how old it is, of all or of a segment. */
export function FreshnessCard() {
  const { t } = useTranslation();
  const called = useCalled();
  const segments = useSegments() ?? [];
  const [segment, setSegment] = useState('');
  const freshness = useLook<Freshness>('/v1/freshness' + query({ segment }), 60_000);
  return (
    <Card
      title={t('freshness.title')} icon="eye"
      aside={
        <NativeSelect
          size="xs" value={segment} onChange={(e) => setSegment(e.currentTarget.value)} aria-label={t('freshness.of')}
          data={[{ value: '', label: t('freshness.everybody') }, ...segments.map(({ id, name }) => ({ value: id, label: called(name) }))]}
        />
      }
    >
      <Polled query={freshness}>{(answer) => <FreshnessTable answer={answer} />}</Polled>
    </Card>
  );
}

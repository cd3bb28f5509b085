import { Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { useSegments, type Condition } from '../../api/playbook';
import { Card, Empty } from '../../parts/Card';
import { ConditionTree } from '../segments/ConditionTree';
import classes from '../population.module.css';
import { ConditionEditor } from './ConditionEditor';
import { faultsOf, SizeOf, useSample } from './SizeOf';

const example: Condition = { all: [{ field: 'purchases.count', op: 'atLeast', value: 2 }, { field: 'recency', op: 'lessThan', value: '60d' }] };

/** Tries a condition before anybody saves it as a segment; nothing is stored. */
export function PreviewPage() {
  const { t } = useTranslation();
  const [address] = useSearchParams();
  const from = address.get('from');
  const given = parsed(address.get('condition') ?? '');
  const segments = useSegments();
  const template = given ?? (from ? segments?.find(({ id }) => id === from)?.condition : example);
  if (from && segments === undefined) return <Empty>{t('loading')}</Empty>;
  return <Trial key={address.toString()} template={template ?? example} />;
}

function Trial({ template }: { template: Condition }) {
  const { t } = useTranslation();
  const [text, setText] = useState(() => JSON.stringify(template, null, 2));
  const [settled] = useDebouncedValue(text, 400);
  const condition = parsed(settled);
  const sample = useSample(condition);
  const faults = settled === text ? faultsOf(sample.error) : [];
  return (
    <div className={`${classes.halves} ${classes.wideFirst}`}>
      <Card title={t('preview.title')} icon="tag">
        <Text fz={13} c="dimmed" mb={8}>{t('preview.lead')}</Text>
        <ConditionEditor text={text} faults={faults} onChange={setText} />
      </Card>
      <Stack gap="md">
        <Card title={t('preview.size')} icon="people">
          {condition ? <SizeOf condition={condition} /> : <Empty>{t('preview.noJson')}</Empty>}
        </Card>
        {condition && sample.isSuccess && <Card title={t('preview.reads')} icon="message"><ConditionTree condition={condition} version="" /></Card>}
      </Stack>
    </div>
  );
}

/** The condition, when the text is an object; its shape is the server's to judge. */
function parsed(text: string): Condition | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Condition) : null;
  } catch {
    return null;
  }
}

import { Button, Group, SegmentedControl, Stack, Table, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { query } from '../../api/client';
import type { Rule, RuleList } from '../../api/types';
import { usePolled } from '../../api/usePolled';
import { count, pValue, share } from '../../app/format';
import { Card, Empty } from '../../parts/Card';
import { Icon } from '../../parts/Icon';
import { Columns } from '../Columns';
import { AsOf, Polled } from '../Polled';
import classes from '../population.module.css';
import { ShareCell } from '../Share';

const kinds = ['together', 'next', 'upsell'];
const most = 1_000;
const page = 50;

/** What is bought together, next, or as the dearer alternative: rules, best first; kind and product are part of the address. */
export function RulesPage() {
  const { t } = useTranslation();
  const [address, setAddress] = useSearchParams();
  const kind = kinds.find((one) => one === address.get('kind')) ?? 'together';
  const product = address.get('product') ?? '';
  const rules = usePolled<RuleList>('/v1/rules' + query({ kind, limit: most }), 10_000);
  const go = (to: { kind?: string; product?: string }) => {
    const next = { kind, product, ...to };
    setAddress({ ...(next.kind === 'together' ? {} : { kind: next.kind }), ...(next.product ? { product: next.product } : {}) }, { replace: true });
  };
  return (
    <Stack gap="md">
      <Group justify="space-between" gap="xs">
        <SegmentedControl size="xs" value={kind} onChange={(value) => go({ kind: value })} aria-label={t('rules.kind')} data={kinds.map((value) => ({ value, label: t(`rules.${value}`) }))} />
        <TextInput
          size="xs" value={product} onChange={(e) => go({ product: e.currentTarget.value })} leftSection={<Icon name="search" size={14} />} aria-label={t('rules.product')}
          placeholder={t('rules.product')} autoComplete="off"
        />
      </Group>
      <Polled query={rules}>
        {(list) => <Rules key={`${kind} ${product}`} list={list} product={product} aside={<AsOf query={rules} asOf={list.asOf} />} />}
      </Polled>
    </Stack>
  );
}

function Rules({ list, product, aside }: { list: RuleList; product: string; aside: React.ReactNode }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(page);
  const wanted = product.trim().toLowerCase();
  const found = list.rules.filter(({ from, to }) => !wanted || from.toLowerCase().includes(wanted) || to.toLowerCase().includes(wanted));
  const columns = ['from', 'to', 'confidence', 'lift', 'support', 'p', 'count', 'counts'] as const;
  return (
    <Card title={t(`rules.${list.kind}`)} icon="cart" aside={aside}>
      <Text fz={13} c="dimmed" mb={8}>
        {t(`rules.lead.${list.kind}`)} {t('rules.counted', { found: count(list.found), tests: count(list.tests), least: count(list.minCount), of: t(`rules.of.${list.kind}`, { counted: count(list.counted) }) })}
        {list.found > list.rules.length && ` ${t('rules.best', { most: count(list.rules.length) })}`}
      </Text>
      {found.length === 0 ? <Empty>{t(wanted && list.rules.length > 0 ? 'rules.noneOf' : 'rules.none', { product })}</Empty> : (
        <Table.ScrollContainer minWidth={820} type="native">
          <Table verticalSpacing={6} fz="sm">
            <Columns names={columns.map((name) => t(`rules.column.${name}`))} numbers={[3, 4, 5, 6, 7]} />
            <Table.Tbody>{found.slice(0, shown).map((rule) => <Row key={`${rule.from} ${rule.to}`} rule={rule} />)}</Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {found.length > shown && <Button mt="xs" size="xs" variant="subtle" onClick={() => setShown(shown + page)}>{t('rules.more', { count: found.length - shown })}</Button>}
    </Card>
  );
}

function Row({ rule }: { rule: Rule }) {
  const { t } = useTranslation();
  return (
    <Table.Tr>
      <Table.Td fw={550}>{rule.from}</Table.Td>
      <Table.Td fw={550}>{rule.to}</Table.Td>
      <ShareCell value={rule.confidence} />
      <Table.Td className={classes.number}>{count(rule.lift, 2)}</Table.Td>
      <Table.Td className={classes.number}>{share(rule.support)}</Table.Td>
      <Table.Td className={classes.number} title={t('rules.uncorrected', { p: pValue(rule.pValue) })}>{pValue(rule.correctedPValue)}</Table.Td>
      <Table.Td className={classes.number} title={rule.missed > 0 ? t('rules.missed', { count: rule.missed }) : undefined}>{count(rule.count)}{rule.missed > 0 ? '+' : ''}</Table.Td>
      <Table.Td className={classes.number}>{count(rule.fromCount)} · {count(rule.toCount)}</Table.Td>
    </Table.Tr>
  );
}

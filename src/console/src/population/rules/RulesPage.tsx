import { Anchor, Button, Group, SegmentedControl, Stack, Table, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { query } from '../../api/client';
import { useNames, type Names } from '../../api/playbook';
import type { Rule, RuleList } from '../../api/types';
import { usePolled } from '../../api/usePolled';
import { count, pValue, share } from '../../app/format';
import { Card, Empty } from '../../parts/Card';
import { Icon } from '../../parts/Icon';
import { ProductName } from '../../parts/ProductName';
import { Scrolled } from '../../parts/Scrolled';
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
        {(list) => <Rules key={`${kind} ${product}`} list={list} product={product} onProduct={(id) => go({ product: id })} aside={<AsOf query={rules} asOf={list.asOf} />} />}
      </Polled>
    </Stack>
  );
}

interface RulesProps { list: RuleList; product: string; onProduct: (id: string) => void; aside: React.ReactNode }

function Rules({ list, product, onProduct, aside }: RulesProps) {
  const { t } = useTranslation();
  const names = useNames();
  const [shown, setShown] = useState(page);
  const wanted = product.trim().toLowerCase();
  const isWanted = ({ id, name }: Named) => id.toLowerCase().includes(wanted) || name.toLowerCase().includes(wanted);
  const found = list.rules.map((rule) => ({ rule, products: productsOf(rule, names) })).filter(({ products }) => !wanted || products.some(isWanted));
  const heads = [
    t(`rules.from.${list.kind}`), t(`rules.to.${list.kind}`),
    ...(['confidence', 'lift', 'support', 'p', 'count', 'fromCount', 'toCount'] as const).map((name) => t(`rules.column.${name}`)),
  ];
  return (
    <Card title={t(`rules.${list.kind}`)} icon="cart" aside={aside}>
      <Text fz={13} c="dimmed" mb={8}>
        {t(`rules.lead.${list.kind}`)} {t('rules.counted', { found: count(list.found), tests: count(list.tests), least: count(list.minCount), of: t(`rules.of.${list.kind}`, { counted: count(list.counted) }) })}
        {list.found > list.rules.length && ` ${t('rules.best', { most: count(list.rules.length) })}`}
      </Text>
      {found.length === 0 ? <Empty>{t(wanted && list.rules.length > 0 ? 'rules.noneOf' : 'rules.none', { product })}</Empty> : (
        <Scrolled minWidth={940} label={t(`rules.${list.kind}`)}>
          <Table verticalSpacing={6} fz="sm">
            <Columns names={heads} numbers={[3, 4, 5, 6, 7, 8]} />
            <Table.Tbody>{found.slice(0, shown).map(({ rule, products }) => <Row key={`${rule.from} ${rule.to}`} rule={rule} products={products} onProduct={onProduct} />)}</Table.Tbody>
          </Table>
        </Scrolled>
      )}
      {found.length > 0 && <Text fz={12} c="dimmed" mt={6}>{t('rules.legend', { of: t(`rules.unit.${list.kind}`) })}</Text>}
      {found.length > shown && <Button mt="xs" size="xs" variant="subtle" onClick={() => setShown(shown + page)}>{t('rules.more', { count: found.length - shown })}</Button>}
    </Card>
  );
}

interface Named { id: string; name: string }

const productsOf = ({ from, fromName, to, toName }: Rule, names: Names): Named[] =>
  [{ id: from, name: names.product(from, fromName) }, { id: to, name: names.product(to, toName) }];

interface RowProps { rule: Rule; products: Named[]; onProduct: (id: string) => void }

function Row({ rule, products, onProduct }: RowProps) {
  const { t } = useTranslation();
  return (
    <Table.Tr>
      {products.map(({ id, name }) => (
        <Table.Td key={id}><Anchor component="button" type="button" fz="sm" ta="left" miw="8em" onClick={() => onProduct(id)}><ProductName id={id} name={name} /></Anchor></Table.Td>
      ))}
      <ShareCell value={rule.confidence} />
      <Table.Td className={classes.number}>{count(rule.lift, 2)}</Table.Td>
      <Table.Td className={classes.number}>{share(rule.support)}</Table.Td>
      <Table.Td className={classes.number} title={t('rules.uncorrected', { p: pValue(rule.pValue) })}>{pValue(rule.correctedPValue)}</Table.Td>
      <Table.Td className={classes.number} title={rule.missed > 0 ? t('rules.missed', { count: rule.missed }) : undefined}>{count(rule.count)}{rule.missed > 0 ? '+' : ''}</Table.Td>
      <Table.Td className={classes.number}>{count(rule.fromCount)}</Table.Td>
      <Table.Td className={classes.number}>{count(rule.toCount)}</Table.Td>
    </Table.Tr>
  );
}

import { Group, Stack, Text } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client';
import type { Subject } from '../api/hub';
import { useNames } from '../api/playbook';
import type { ProductLine, RelatedProducts } from '../api/types';
import { cut } from '../app/format';
import { Card } from '../parts/Card';
import { nameAndId, ProductName } from '../parts/ProductName';
import { startsFrom, surest } from './nextBought';
import { useTimeline } from './Timeline';

/** What others often buy with what is in the bag, or after the last order; nothing where no rule leads on. */
export function NextBought({ subject, cart }: { subject: Subject; cart: ProductLine[] }) {
  const { t } = useTranslation();
  const names = useNames();
  const items = useTimeline(subject).data?.pages.flatMap((page) => page.items) ?? [];
  const { kind, products } = startsFrom(cart, items);
  const related = useQueries({
    queries: products.map((product) => ({
      queryKey: ['related', product, kind],
      queryFn: ({ signal }: { signal: AbortSignal }) => call<RelatedProducts>(`/v1/products/${encodeURIComponent(product)}/related?kind=${kind}&count=4`, undefined, signal),
      staleTime: 60_000,
      retry: false,
    })),
  });
  const rules = surest(related.flatMap(({ data }) => data?.products ?? []), products);
  if (rules.length === 0) return null;
  return (
    <Card title={t('nextBought.title')} icon="cart">
      <Stack gap={6}>
        {rules.map(({ from, fromName, to, toName, confidence }) => (
          <Group key={to} justify="space-between" gap="xs" wrap="nowrap" align="baseline">
            <Text fz={13} fw={550}><ProductName id={to} name={names.product(to, toName)} /> <Text span fz={12} c="dimmed" fw={400}>{t(kind === 'next' ? 'nextBought.after' : 'nextBought.with', { product: nameAndId(from, names.product(from, fromName)) })}</Text></Text>
            <Text fz={12} c="dimmed" className="tabular">{cut.share(confidence)}</Text>
          </Group>
        ))}
      </Stack>
    </Card>
  );
}

import { Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useNames } from '../api/playbook';
import type { ProductLine, Session } from '../api/types';
import { count, cut, since } from '../app/format';
import { Card, Empty } from '../parts/Card';
import { useCategoryName } from '../parts/category';
import { useNow } from '../parts/useNow';

export function SessionAndCart({ session, cart, currency }: { session: Session | null; cart: ProductLine[]; currency: string }) {
  const { t } = useTranslation();
  const names = useNames();
  const categoryName = useCategoryName();
  const now = useNow(15_000);
  const called = ({ productId, name }: ProductLine) => (names.product(productId) === productId ? (name ?? productId) : names.product(productId));
  const total = cart.reduce((sum, line) => sum + (line.price ?? 0) * line.quantity, 0);
  return (
    <Card title={t('desk.session')} icon="cart" aside={session?.lastAt && <Text fz={12} c="dimmed">{since(session.lastAt, now)}</Text>}>
      {session
        ? <Text fz={13}>{[session.channel && names.channel(session.channel), session.interactions != null && t('desk.interactions', { count: session.interactions })].filter(Boolean).join(' · ')}</Text>
        : <Empty>{t('desk.noSession')}</Empty>}
      {cart.length > 0 && (
        <Stack gap={4} mt={8}>
          {cart.slice(0, 6).map((line) => (
            <Group key={line.productId} justify="space-between" wrap="nowrap" gap="xs" className="arrive">
              <Text fz={13} lineClamp={1}>{called(line)}
                <Text span fz={12} c="dimmed"> {line.quantity > 1 ? `× ${count(line.quantity)} ` : ''}{line.category && categoryName(line.category)}</Text>
              </Text>
              {line.price != null && <Text fz={13} className="tabular" style={{ whiteSpace: 'nowrap' }}>{cut.money(line.price * line.quantity, currency)}</Text>}
            </Group>
          ))}
          <Group justify="space-between"><Text fz={13} fw={600}>{t('desk.cart')}</Text><Text fz={13} fw={600} className="tabular">{cut.money(total, currency)}</Text></Group>
        </Stack>
      )}
    </Card>
  );
}

import { Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { CustomerView, Lag } from '../api/types';
import { count, cut, date, money, percent } from '../app/format';
import { useSpan } from '../app/useSpan';
import { Card, Empty } from '../parts/Card';
import { useCategoryName } from '../parts/category';

/** What is to be expected of the customer: where it stands among all, when the next purchase is due, and what it will be worth. */
export function Outlook({ view }: { view: CustomerView }) {
  const { t } = useTranslation();
  const { lifetime, lag, scores } = view;
  const { currency } = view.rfm;
  const range = (low: number, high: number, say: (value: number) => string) => t('outlook.range', { low: say(low), high: say(high) });
  const year = lifetime?.purchases.at(-1);
  return (
    <Card title={t('outlook.title')} icon="star">
      {!lifetime && !lag && !scores?.all && <Empty>{t('outlook.none')}</Empty>}
      <Stack gap={8}>
        {scores?.all && <Line name={t('outlook.group')} value={capital(scores.all.group)} note={t('outlook.cell', { cell: scores.all.cell, share: cut.share(scores.all.topShare) })} />}
        {lag && <NextPurchase lag={lag} />}
        {lifetime && <Line name={t('outlook.alive')} value={cut.share(lifetime.alive)} />}
        {lifetime && year && <Line name={t('outlook.purchases', { count: year.days })} value={cut.count(year.mean, 1)} note={range(year.low, year.high, (x) => count(x, 1))} />}
        {lifetime && <Line name={t('outlook.value')} value={cut.money(lifetime.value.mean, currency)} note={range(lifetime.value.low, lifetime.value.high, (x) => money(x, currency))} />}
      </Stack>
      {lifetime && <Text fz={12} c="dimmed" mt={8}>{t('outlook.terms', { count: lifetime.horizonMonths, probability: percent(lifetime.rangeProbability) })}</Text>}
    </Card>
  );
}

/** The stage since when, and what is usual for the customer; then the same within categories that it bought of. */
function NextPurchase({ lag }: { lag: NonNullable<CustomerView['lag']> }) {
  const { t } = useTranslation();
  const span = useSpan(cut.days);
  const categoryName = useCategoryName();
  const stage = ({ stage, dueAt, overdueAt, lapsedAt }: Lag) => {
    const since = { due: dueAt, overdue: overdueAt, lapsed: lapsedAt }[stage as string];
    return t(since ? 'outlook.since' : 'outlook.due', { stage: t(`stage.${stage}`), when: date(since ?? dueAt) });
  };
  const usual = ({ usualDays, returnChance }: Lag) => `${t('outlook.usual', { time: span(usualDays) })}, ${t('outlook.return', { share: cut.share(returnChance) })}`;
  return (
    <>
      <Line name={t('outlook.stage')} value={stage(lag)} note={usual(lag)} />
      {Object.entries(lag.categories ?? {}).map(([category, within]) => <Line key={category} name={t('outlook.within', { category: categoryName(category) })} value={stage(within)} note={usual(within)} />)}
    </>
  );
}

function Line({ name, value, note }: { name: string; value: string; note?: string }) {
  return (
    <div>
      <Group justify="space-between" gap="xs" wrap="nowrap" align="baseline">
        <Text fz={13} c="dimmed">{name}</Text>
        <Text fz="sm" fw={600} className="tabular" ta="right">{value}</Text>
      </Group>
      {note && <Text fz={12} c="dimmed" className="tabular" ta="right">{note}</Text>}
    </div>
  );
}

const capital = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);

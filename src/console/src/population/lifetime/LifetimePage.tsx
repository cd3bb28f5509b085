import { SimpleGrid, Stack, Text } from '@mantine/core';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { Lifetime, LifetimeModel } from '../../api/types';
import { usePolled } from '../../api/usePolled';
import { count, dateTime, percent } from '../../app/format';
import { currentLanguage } from '../../app/i18n';
import { Card, Empty, Figure } from '../../parts/Card';
import { FitAgain } from '../FitAgain';
import { Polled } from '../Polled';
import classes from '../population.module.css';
import { CohortTable } from './CohortTable';
import { FitTable } from './FitTable';
import { ForecastTable } from './ForecastTable';
import { ModelCard } from './ModelCard';

/** What customers are expected to be worth: the models that say so, how far to trust them, and the cohorts. */
export function LifetimePage() {
  const { t } = useTranslation();
  const lifetime = usePolled<Lifetime>('/v1/lifetime');
  return (
    <Polled query={lifetime}>
      {({ model, underWay, counted, history }) => {
        const fitAgain = <FitAgain path="/v1/lifetime/fit" busy={underWay} onFitted={() => void lifetime.refetch()} />;
        if (!model) {
          return (
            <Card title={t('lifetime.model')} icon="dashboard" aside={fitAgain}>
              <Empty>{t('lifetime.noModel')} {counted && t('lifetime.counted', { customers: count(counted.customers), repeaters: count(counted.repeaters) })}</Empty>
            </Card>
          );
        }
        const now = counted ?? model;
        return (
          <Stack gap="md">
            <SimpleGrid cols={{ base: 2, xs: 3 }} spacing="sm">
              <Figure name={t('rfmPage.buyers')} value={count(now.customers)} />
              <Figure name={t('lifetime.repeaters')} value={percent(now.repeaters / Math.max(1, now.customers))} note={t('lifetime.repeatersNote', { repeaters: count(now.repeaters), customers: count(now.customers) })} />
              <Figure name={t('lifetime.fits')} value={count(model.version)} note={t('lifetime.fittedAt', { when: dateTime(model.fittedAt) })} />
            </SimpleGrid>
            <Warnings warnings={model.warnings} />
            <div className={classes.halves}>
              <ModelCard model={model} aside={fitAgain} />
              <Stack gap="md"><ForecastTable checks={model.checks ?? []} /><FitTable history={history} /></Stack>
            </div>
            <CohortTable />
          </Stack>
        );
      }}
    </Polled>
  );
}

/** The server's text with the models' names as the papers write them. */
const named = (t: TFunction, text: string) => text.replace(/\b(bgNbd|paretoNbd|nbd|constantRate|gammaGamma|meanSpend)\b/g, (name) => t(`modelName.${name}`));

/** In Korean each warning in a sentence of its kind; in English the server's own, which has the numbers. */
function Warnings({ warnings }: { warnings: LifetimeModel['warnings'] }) {
  const { t } = useTranslation();
  if (warnings.length === 0) return null;
  return (
    <Card title={t('lifetime.warnings', { count: warnings.length })} icon="alert">
      <Stack gap={4}>
        {warnings.map(({ code, model, text }) => (
          <Text key={`${code}/${model}`} fz="sm">{currentLanguage() === 'en' ? named(t, text) : t(`lifetime.warning.${code}`, { model: model ? t(`modelName.${model}`) : '', defaultValue: named(t, text) })}</Text>
        ))}
      </Stack>
    </Card>
  );
}

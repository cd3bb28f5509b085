import { Stack, Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { LifetimeModel } from '../../api/types';
import { count, dateTime, significant } from '../../app/format';
import { Card } from '../../parts/Card';
import { Scrolled } from '../../parts/Scrolled';
import { Columns } from '../Columns';
import classes from '../population.module.css';
import { whyChosen } from './chosen';

/** The models that are used, why, and their parameters as the papers call them. */
export function ModelCard({ model, aside }: { model: LifetimeModel; aside: ReactNode }) {
  const { t } = useTranslation();
  const why = whyChosen(model);
  const rows = [model.purchases, model.spend].flatMap((chosen) => {
    const fit = { bgNbd: model.bgNbd, paretoNbd: model.paretoNbd, nbd: model.nbd, gammaGamma: model.gammaGamma }[chosen.name];
    return Object.entries(chosen.parameters).map(([name, value]) => ({
      chosen: chosen.name, name, value, error: fit?.parameters.find((parameter) => parameter.name === name)?.standardError ?? null,
    }));
  });
  return (
    <Card title={t('lifetime.model')} icon="dashboard" aside={aside}>
      <Stack gap={8}>
        <Text fz="sm">{t(`lifetime.why.${why.kind}`, { model: t(`modelName.${model.purchases.name}`), higher: count(why.higher, 1), lower: count(why.lower, 1) })}</Text>
        <Scrolled minWidth={400} label={t('lifetime.model')}>
          <Table verticalSpacing={3} fz={13}>
            <Columns names={['of', 'parameter', 'value', 'error'].map((name) => t(`lifetime.column.${name}`))} numbers={[2, 3]} />
            <Table.Tbody>
              {rows.map(({ chosen, name, value, error }) => (
                <Table.Tr key={`${chosen}/${name}`}>
                  <Table.Td c="dimmed" className={classes.nowrap}>{t(`modelName.${chosen}`)}</Table.Td>
                  <Table.Td><code>{name}</code></Table.Td>
                  <Table.Td className={classes.number}>{significant(value)}</Table.Td>
                  <Table.Td className={classes.number}>{error === null ? '–' : significant(error)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Scrolled>
        <Text fz={13} c="dimmed">
          {t('lifetime.fitted', { when: dateTime(model.fittedAt), asOf: dateTime(model.asOf), occasion: t(`lifetime.occasion.${model.occasion}`), customers: count(model.customers), cells: count(model.cells), currency: model.currency })}
        </Text>
      </Stack>
    </Card>
  );
}

import { Table, Text } from '@mantine/core';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { Freshness } from '../../api/types';
import { count, percent, share, time } from '../../app/format';
import { useSpan } from '../../app/useSpan';
import { Empty } from '../../parts/Card';
import { Scrolled } from '../../parts/Scrolled';
import { Columns } from '../Columns';
import classes from '../population.module.css';
import { ShareCell } from '../Share';

const columns = ['field', 'known', 'median', 'p90', 'older30', 'older90', 'older365'] as const;

/** An attribute of the profile, or what is computed of a customer, by its name. */
const fieldName = (t: TFunction, field: string) =>
  field.startsWith('profile.') ? t(`attribute.${field.slice(8)}`, { defaultValue: field.slice(8) }) : t(`freshness.field.${field}`, { defaultValue: field });

/** Each profile field and score: who has it, and how old it is. */
export function FreshnessTable({ answer }: { answer: Freshness }) {
  const { t } = useTranslation();
  const span = useSpan();
  if (answer.customers === 0) return <Empty>{t('freshness.none', { scanned: count(answer.scanned) })}</Empty>;
  return (
    <>
      <Text fz={13} c="dimmed" mb={6}>
        {t('freshness.lead', { customers: count(answer.customers), scanned: count(answer.scanned), when: time(answer.asOf) })}
        {!answer.complete && ` ${t('freshness.cutShort')}`}
      </Text>
      <Scrolled minWidth={660} label={t('freshness.title')}>
        <Table verticalSpacing={5} fz={13}>
          <Columns names={columns.map((name) => t(`freshness.column.${name}`))} numbers={[2, 3, 4, 5, 6]} />
          <Table.Tbody>
            {answer.fields.map((field) => (
              <Table.Tr key={field.field}>
                <Table.Td title={field.field}>{fieldName(t, field.field)}</Table.Td>
                <ShareCell value={field.share} title={t('freshness.interval', { low: percent(field.low, 1), high: percent(field.high, 1) })} />
                <Table.Td className={classes.number}>{field.medianDays == null ? '–' : span(field.medianDays)}</Table.Td>
                <Table.Td className={classes.number}>{field.p90Days == null ? '–' : span(field.p90Days)}</Table.Td>
                {[field.olderThan30, field.olderThan90, field.olderThan365].map((older, i) => (
                  <Table.Td key={i} className={classes.number}>{field.customers > 0 ? share(older) : '–'}</Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Scrolled>
    </>
  );
}

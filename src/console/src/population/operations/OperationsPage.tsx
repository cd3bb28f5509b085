import { Badge, Button, Stack, Table, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../api/client';
import type { Projection } from '../../api/types';
import { useAdministrator } from '../../api/useAdministrator';
import { usePolled } from '../../api/usePolled';
import { count, dateTime } from '../../app/format';
import { Fault } from '../../app/Faults';
import { Card } from '../../parts/Card';
import { Scrolled } from '../../parts/Scrolled';
import { Columns } from '../Columns';
import { Polled } from '../Polled';
import classes from '../population.module.css';
import { FreshnessCard } from './FreshnessCard';

/** How the figures of the population keep up with the journal on the node that answers, and how fresh what is known of customers is. */
export function OperationsPage() {
  const { t } = useTranslation();
  const projections = usePolled<{ projections: Projection[] }>('/v1/projections');
  const may = useAdministrator();
  const columns = ['name', 'state', 'age', 'rows', 'saved', ...(may ? ['rebuild'] : [])];
  return (
    <Stack gap="md">
      <Polled query={projections}>
        {(answer) => (
          <Card title={t('projections.title')} icon="clock">
            <Text fz={13} c="dimmed" mb={8}>{t('projections.lead')}</Text>
            {projections.error && <Fault error={projections.error} retry={() => void projections.refetch()} />}
            <Scrolled minWidth={640} label={t('projections.title')}>
              <Table verticalSpacing={6} fz="sm">
                <Columns names={columns.map((name) => t(`projections.column.${name}`))} numbers={[2, 3]} />
                <Table.Tbody>{answer.projections.map((projection) => <Row key={projection.name} projection={projection} may={may} />)}</Table.Tbody>
              </Table>
            </Scrolled>
          </Card>
        )}
      </Polled>
      <FreshnessCard />
    </Stack>
  );
}

function Row({ projection, may }: { projection: Projection; may: boolean }) {
  const { t } = useTranslation();
  const { name, role, ageSeconds, late, rows, savedAt, fault } = projection;
  const [color, state] = fault != null ? ['red', 'faulty'] : late ? ['orange', 'late'] : ['pine', 'well'];
  return (
    <Table.Tr>
      <Table.Td><Text fz="sm" fw={550}>{t(`projections.name.${name}`, { defaultValue: name })}</Text></Table.Td>
      <Table.Td>
        <Stack gap={2} align="flex-start">
          <Badge size="sm" variant="light" color={color} tt="none" style={{ overflow: 'visible' }}>{t(`projections.state.${state}`)}</Badge>
          <Text fz={12} c="dimmed" className={classes.nowrap}>{t(`projections.role.${role}`)}</Text>
          {fault != null && <Text fz={12} c="var(--wrong)">{fault}</Text>}
        </Stack>
      </Table.Td>
      <Table.Td className={classes.number}>{ageSeconds == null ? '–' : t('projections.seconds', { value: count(ageSeconds, 1) })}</Table.Td>
      <Table.Td className={classes.number}>{count(rows)}</Table.Td>
      <Table.Td className={classes.nowrap} c="dimmed" fz={13}>{savedAt ? dateTime(savedAt) : '–'}</Table.Td>
      {may && <Table.Td><Rebuild name={name} /></Table.Td>}
    </Table.Tr>
  );
}

/** Makes a projection again, after a second press: it takes time and the node's work. */
function Rebuild({ name }: { name: string }) {
  const { t } = useTranslation();
  const [sure, setSure] = useState(false);
  const rebuild = useMutation({ mutationFn: () => call(`/v1/projections/${encodeURIComponent(name)}/rebuild`, {}), onSettled: () => setSure(false) });
  return (
    <Stack gap={2} align="flex-start">
      <Button
        size="compact-xs" variant={sure ? 'filled' : 'light'} loading={rebuild.isPending} onBlur={() => setSure(false)}
        onClick={() => (sure ? rebuild.mutate() : setSure(true))}
      >
        {t(sure ? 'projections.sure' : 'projections.rebuild')}
      </Button>
      <Text fz={12} c={rebuild.error ? 'var(--wrong)' : 'dimmed'} role="status">{rebuild.error ? rebuild.error.message : rebuild.isSuccess ? t('projections.begun') : ''}</Text>
    </Stack>
  );
}

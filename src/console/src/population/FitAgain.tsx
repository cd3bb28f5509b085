import { Button, Group, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client';
import { useAdministrator } from '../api/useAdministrator';

/** Fits a model to the customers as they are now, for who may; says what came of it. `busy` while a fit is under way that may be another's. */
export function FitAgain({ path, busy = false, onFitted }: { path: string; busy?: boolean; onFitted: () => void }) {
  const { t } = useTranslation();
  const may = useAdministrator();
  const fit = useMutation({ mutationFn: () => call<{ changed?: boolean } | null>(path, {}), onSuccess: onFitted });
  if (!may) return null;
  return (
    <Group gap="xs" justify="flex-end">
      <Text fz={12} c={fit.error ? 'var(--wrong)' : 'dimmed'} role="status">
        {fit.error ? fit.error.message : fit.data ? t(fit.data.changed ? 'fit.changed' : 'fit.unchanged') : busy ? t('fit.underWay') : ''}
      </Text>
      <Button size="compact-xs" variant="light" loading={fit.isPending || busy} onClick={() => fit.mutate()}>{t('fit.again')}</Button>
    </Group>
  );
}

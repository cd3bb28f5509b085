import { Button, Group, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client';
import { useAdministrator } from '../api/useAdministrator';

/** Fits a model to the customers as they are now, for who may; says whether another one holds since. */
export function FitAgain({ path, onFitted }: { path: string; onFitted: () => void }) {
  const { t } = useTranslation();
  const may = useAdministrator();
  const fit = useMutation({ mutationFn: () => call<{ changed?: boolean }>(path, {}), onSuccess: onFitted });
  if (!may) return null;
  return (
    <Group gap="xs" justify="flex-end">
      <Text fz={12} c={fit.error ? 'var(--wrong)' : 'dimmed'} role="status">
        {fit.error ? fit.error.message : fit.data ? t(fit.data.changed ? 'fit.changed' : 'fit.unchanged') : ''}
      </Text>
      <Button size="compact-xs" variant="light" loading={fit.isPending} onClick={() => fit.mutate()}>{t('fit.again')}</Button>
    </Group>
  );
}

import { Button, Code, Group, Paper, PasswordInput, Text, Title } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { apiKey } from '../api/client';

/** Asks for an API key where the server wants one; it is kept for this tab only. */
export function KeyForm({ reason }: { reason?: string }) {
  const { t } = useTranslation();
  const [key, setKey] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    apiKey.set(key.trim());
    location.reload();
  };
  return (
    <Paper component="form" onSubmit={submit} withBorder p="lg" maw={480} mx="auto" my="xl">
      <Title order={2} size="h4">{t('key.title')}</Title>
      {reason && <Text size="sm" my="xs">{reason}</Text>}
      <Text size="sm" c="dimmed" my="xs">{t('key.hint')} <Code>keys create --name desk --scopes write,decide,read</Code></Text>
      <Group align="flex-end">
        <PasswordInput flex={1} label={t('key.label')} value={key} onChange={(e) => setKey(e.currentTarget.value)} required autoComplete="off" />
        <Button type="submit">{t('key.use')}</Button>
      </Group>
    </Paper>
  );
}

import { Alert, Button, Container, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link, useRouteError } from 'react-router';
import { ApiError } from '../api/client';
import { Icon } from '../parts/Icon';
import { KeyForm } from './KeyForm';

/** A failed request in the server's own words, with what the reader can do about it. */
export function Fault({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useTranslation();
  if (error instanceof ApiError && (error.status === 401 || error.status === 403)) return <KeyForm reason={error.code === 'key_missing' ? undefined : error.message} />;
  const message = error instanceof Error ? error.message : String(error);
  return (
    <Alert color="red" variant="light" icon={<Icon name="alert" />} title={t('fault.title')} role="alert">
      <Text size="sm">{message}</Text>
      {retry && <Button mt="sm" size="xs" variant="light" color="red" onClick={retry}>{t('fault.retry')}</Button>}
    </Alert>
  );
}

export function NotFound() {
  const { t } = useTranslation();
  return (
    <Container size="xs" py={80}>
      <Stack align="flex-start">
        <Title order={1} size="h2">{t('fault.notFound')}</Title>
        <Button component={Link} to="/" variant="light">{t('nav.overview')}</Button>
      </Stack>
    </Container>
  );
}

export function PageFailed() {
  const error = useRouteError();
  return <Container size="xs" py={80}><Fault error={error} retry={() => location.reload()} /></Container>;
}

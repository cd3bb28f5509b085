import { Center, Loader } from '@mantine/core';
import { useTranslation } from 'react-i18next';

export function Waiting() {
  const { t } = useTranslation();
  return <Center h="60dvh"><Loader aria-label={t('loading')} /></Center>;
}

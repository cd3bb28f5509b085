import { ActionIcon, Group, Tooltip, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Icon } from '../parts/Icon';
import { currentLanguage, setLanguage } from './i18n';

/** Language and colours. */
export function Preferences() {
  const { t } = useTranslation();
  const { setColorScheme } = useMantineColorScheme();
  const dark = useComputedColorScheme('light') === 'dark';
  const other = currentLanguage() === 'ko' ? 'en' : 'ko';
  return (
    <Group gap={4} wrap="nowrap">
      <Tooltip label={t('preferences.language')}>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('preferences.language')} lang={other} onClick={() => setLanguage(other)} fz="xs" fw={650}>
          {other === 'ko' ? '한' : 'EN'}
        </ActionIcon>
      </Tooltip>
      <Tooltip label={t(dark ? 'preferences.light' : 'preferences.dark')}>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t(dark ? 'preferences.light' : 'preferences.dark')} onClick={() => setColorScheme(dark ? 'light' : 'dark')}>
          <Icon name={dark ? 'sun' : 'moon'} />
        </ActionIcon>
      </Tooltip>
    </Group>
  );
}

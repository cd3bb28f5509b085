import { Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useConnected } from '../api/hub';

/** Whether the screen is connected to the live feed. */
export function LiveDot({ children }: { children?: React.ReactNode }) {
  const { t } = useTranslation();
  const connected = useConnected();
  return (
    <Group gap={6} wrap="nowrap" role="status">
      <span
        aria-hidden
        style={{ width: 8, height: 8, borderRadius: 8, background: connected ? 'var(--accent)' : 'var(--mantine-color-orange-6)', flex: 'none' }}
      />
      <Text fz={12} c="dimmed" className="tabular">{connected ? t('live.on') : t('live.off')}{children}</Text>
    </Group>
  );
}

import { Button, Group, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { count } from '../app/format';
import { Fault } from '../app/Faults';
import { Icon } from '../parts/Icon';
import { mostRows, readBest, readCsv, save } from './csv';

/** All of a list of customers as a file: page by page, or of a list that has no pages its first `top`. */
export function Download({ address, name, top }: { address: string; name: string; top?: number }) {
  const { t } = useTranslation();
  const [rows, setRows] = useState(0);
  const [stop, setStop] = useState<AbortController | null>(null);
  const download = useMutation({
    mutationFn: async () => {
      const stopping = new AbortController();
      setStop(stopping);
      setRows(0);
      const file = await (top ? readBest(address, top, stopping.signal) : readCsv(address, setRows, stopping.signal));
      save(file.text, name);
      return file;
    },
    onSettled: () => setStop(null),
  });
  const cancelled = download.error instanceof DOMException && download.error.name === 'AbortError';
  return (
    <div style={{ marginTop: 10 }}>
      <Group gap="xs">
        <Button size="xs" variant="light" leftSection={<Icon name="download" size={15} />} loading={download.isPending} onClick={() => download.mutate()}>{t('members.download')}</Button>
        {stop && <Button size="xs" variant="default" onClick={() => stop.abort()}>{t('cancel')}</Button>}
        <Text fz={12} c="dimmed" role="status">
          {download.isPending ? t('members.read', { count: rows, shown: count(rows) })
            : download.data ? t(download.data.whole ? 'members.saved' : 'members.savedFirst', { count: download.data.rows, most: count(top ?? mostRows) }) : ''}
        </Text>
      </Group>
      {download.error && !cancelled && <Fault error={download.error} retry={() => download.mutate()} />}
    </div>
  );
}

import { Anchor, Button, Group, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { SegmentMembers } from '../../api/types';
import { useLook } from '../../api/looks';
import { count, dateTime, time } from '../../app/format';
import { Fault } from '../../app/Faults';
import { Card, Empty } from '../../parts/Card';
import { Icon } from '../../parts/Icon';
import { mostRows, readCsv, save } from './csv';
import classes from './segments.module.css';

const shown = 15;

/** The first members as of now, each with the way to the desk, and all of them as a file. Reading them costs the server a look at each customer, so it is done when asked for. */
export function Members({ id }: { id: string }) {
  const { t } = useTranslation();
  const address = `/v1/segments/${encodeURIComponent(id)}/customers`;
  const members = useLook<SegmentMembers>(`${address}?limit=${shown}`);
  const { data } = members;
  return (
    <Card
      title={t('members.title')} icon="people"
      aside={<Button size="compact-xs" variant="subtle" loading={members.isFetching} onClick={() => void members.refetch()}>{t('members.again')}</Button>}
    >
      {members.error && <Fault error={members.error} retry={() => void members.refetch()} />}
      {data && <Text fz={12} c="dimmed" mb={4}>{t(data.next == null ? 'members.all' : 'members.first', { count: data.customers.length, when: time(data.asOf) })}</Text>}
      {data?.customers.length === 0 && <Empty>{t('members.none')}</Empty>}
      {members.isPending && !members.error && <Empty>{t('loading')}</Empty>}
      {data?.customers.map((member) => (
        <div key={`${member.kind}/${member.id}`} className={classes.member}>
          <Anchor component={Link} to={`/desk?${member.kind === 'known' ? 'customer' : 'anonymous'}=${encodeURIComponent(member.id)}`} fz={13} truncate>{member.kind === 'known' ? member.id : t('members.visitor', { id: member.id.slice(0, 8) })}</Anchor>
          {member.since && <Text fz={12} c="dimmed" style={{ whiteSpace: 'nowrap' }}>{t('members.since', { when: dateTime(member.since) })}</Text>}
        </div>
      ))}
      {data && data.customers.length > 0 && <Download address={address} name={`${id}.csv`} />}
    </Card>
  );
}

function Download({ address, name }: { address: string; name: string }) {
  const { t } = useTranslation();
  const [rows, setRows] = useState(0);
  const [stop, setStop] = useState<AbortController | null>(null);
  const download = useMutation({
    mutationFn: async () => {
      const stopping = new AbortController();
      setStop(stopping);
      setRows(0);
      const file = await readCsv(address, setRows, stopping.signal);
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
            : download.data ? t(download.data.whole ? 'members.saved' : 'members.savedFirst', { count: download.data.rows, most: count(mostRows) }) : ''}
        </Text>
      </Group>
      {download.error && !cancelled && <Fault error={download.error} retry={() => download.mutate()} />}
    </div>
  );
}

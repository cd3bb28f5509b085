import { Anchor, Button, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { SegmentMembers } from '../../api/types';
import { useLook } from '../../api/looks';
import { dateTime, time } from '../../app/format';
import { Fault } from '../../app/Faults';
import { Card, Empty } from '../../parts/Card';
import { Download } from '../Download';
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

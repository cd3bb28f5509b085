import type { TFunction } from 'i18next';
import type { SegmentFigures } from '../../api/types';
import { count, time } from '../../app/format';

type Sized = Pick<SegmentFigures, 'members' | 'membersAsOf' | 'membersLow' | 'membersHigh' | 'membersUnreadable'>;

const isSample = ({ members, membersLow, membersHigh }: Sized) => (membersLow ?? members) !== (membersHigh ?? members);

/** The members of a segment; "about" so many where a sample was counted or the count is not of now, and a dash where nobody was counted. */
export function size(t: TFunction, segment: Sized): string {
  if (segment.members == null) return '–';
  return isSample(segment) || segment.membersAsOf ? t('segments.about', { members: count(segment.members) }) : count(segment.members);
}

/** When they were counted, how sure it is, and who was left out; nothing of what is counted with every turn. */
export function counted(t: TFunction, segment: Sized): string | undefined {
  if (segment.members == null || !segment.membersAsOf) return undefined;
  const said = [t('population.asOf', { when: time(segment.membersAsOf) })];
  if (isSample(segment)) said.push(t('value.range', { low: count(segment.membersLow ?? segment.members), high: count(segment.membersHigh ?? segment.members) }));
  if (segment.membersUnreadable) said.push(t('population.unreadable', { count: segment.membersUnreadable }));
  return said.join(', ');
}

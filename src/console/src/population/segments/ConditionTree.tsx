import { Anchor, Code } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useCalled, useSegments, type Condition } from '../../api/playbook';
import { comparison } from './comparison';
import classes from './segments.module.css';

/** A condition as a list of what must hold, each comparison in words behind its field. */
export function ConditionTree({ condition, version }: { condition: Condition; version: string }) {
  return <ul className={classes.condition}><Node condition={condition} version={version} /></ul>;
}

function Node({ condition, version }: { condition: Condition; version: string }) {
  const { t } = useTranslation();
  const { all, any, not, segment, field } = condition;
  if (segment) return <li>{t('condition.member')} <SegmentLink id={segment} version={version} /></li>;
  if (field) return <li><Code>{field}</Code> {comparison(t, condition)}</li>;
  const [word, parts] = all ? ['all', all] as const : any ? ['any', any] as const : ['not', not ? [not] : []] as const;
  return (
    <li>{t(`condition.${word}`)}
      <ul className={classes.condition}>{parts.map((part, i) => <Node key={i} condition={part} version={version} />)}</ul>
    </li>
  );
}

function SegmentLink({ id, version }: { id: string; version: string }) {
  const called = useCalled(version);
  const name = useSegments(version)?.find((segment) => segment.id === id)?.name;
  return <Anchor component={Link} to={`/population/segments/${encodeURIComponent(id)}`} fz="inherit">{name ? called(name) : id}</Anchor>;
}

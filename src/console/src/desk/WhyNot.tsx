import { Collapse, Stack, Text, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import type { Explanation } from '../api/types';
import classes from './desk.module.css';

const shown = 12;
const nearness = { outranked: 0, dropped: 1, offered: 2, None: 3 };

/** What was not offered, and what would have made it win. */
export function WhyNot({ explanation }: { explanation: Explanation | undefined }) {
  const { t } = useTranslation();
  const [open, { toggle }] = useDisclosure(false);
  const others = (explanation?.candidates ?? [])
    .filter((c) => c.outcome !== 'offered')
    .sort((a, b) => nearness[a.outcome] - nearness[b.outcome] || (b.priority ?? 0) - (a.priority ?? 0));
  if (others.length === 0) return null;
  return (
    <div>
      <UnstyledButton onClick={toggle} aria-expanded={open} className={classes.fold}>
        {t(open ? 'offers.hideOthers' : 'offers.showOthers', { count: others.length })}
      </UnstyledButton>
      <Collapse expanded={open}>
        <Stack gap={8} mt={8} component="ul" className={classes.others}>
          {others.slice(0, shown).map((c) => (
            <li key={`${c.offerId}/${c.treatmentId}`}>
              <Text fz={13} fw={550}>{c.name} <Text span c="dimmed" fz={12}>{t(`funnel.${c.stage ?? 'rank'}`)}</Text></Text>
              <Text fz={13} c="dimmed">{c.reason}{c.counterfactual ? ` — ${c.counterfactual}` : ''}</Text>
            </li>
          ))}
        </Stack>
        {others.length > shown && <Text fz={12} c="dimmed" mt={6}>{t('offers.more', { count: others.length - shown })}</Text>}
      </Collapse>
    </div>
  );
}

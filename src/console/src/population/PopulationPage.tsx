import { Stack, Text, Title } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink, Outlet, useLocation } from 'react-router';
import classes from './population.module.css';

const views = ['segments', 'preview', 'rfm', 'lifetime', 'lag', 'rules', 'offers', 'operations'];

/** All customers together, each view of them under its own address. */
export function PopulationPage() {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = `${t('nav.population')} · DbMarketing`;
  }, [t]);
  const nav = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  useEffect(() => {
    nav.current?.querySelector('[aria-current=page]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [pathname]);
  return (
    <Stack gap="md">
      <div>
        <Title order={1} fz={22}>{t('population.title')}</Title>
        <Text fz="sm" c="dimmed">{t('population.lead')}</Text>
      </div>
      <nav ref={nav} className={classes.views} aria-label={t('population.views')}>
        {views.map((view) => <NavLink key={view} to={view} className={classes.view}>{t(`population.view.${view}`)}</NavLink>)}
      </nav>
      <Outlet />
    </Stack>
  );
}

import { Anchor, Box, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { NavLink, Outlet } from 'react-router';
import { apiKey } from '../api/client';
import { useRefusal } from '../api/hub';
import { useBusinessZone } from '../api/playbook';
import { Icon, type IconName } from '../parts/Icon';
import { offset, showTimesIn } from './format';
import { KeyForm } from './KeyForm';
import { Preferences } from './Preferences';
import { Waiting } from './Waiting';
import classes from './Shell.module.css';

const places: { to: string; icon: IconName; label: string }[] = [
  { to: '/', icon: 'dashboard', label: 'nav.overview' },
  { to: '/desk', icon: 'desk', label: 'nav.desk' },
  { to: '/population', icon: 'people', label: 'nav.population' },
];

/** The frame of the console's pages: where one is, where one can go, language and colours. */
export function Shell() {
  const { t } = useTranslation();
  const refusal = useRefusal();
  const zone = useBusinessZone();
  showTimesIn(zone ?? undefined);
  return (
    <Box className={classes.page}>
      <a href="#main" className={classes.skip}>{t('nav.skip')}</a>
      <header className={classes.header}>
        <Group gap="xs" wrap="nowrap" component="span">
          <img src="/icon.svg" width={24} height={24} alt="" />
          <Text fw={650} size="sm" visibleFrom="xs">DbMarketing</Text>
        </Group>
        <nav aria-label={t('nav.label')} className={classes.nav}>
          {places.map(({ to, icon, label }) => (
            <NavLink key={to} to={to} className={classes.link} end={to === '/'}>
              <Icon name={icon} size={17} />{t(label)}
            </NavLink>
          ))}
          <Anchor href="/shop" className={classes.link} underline="never"><Icon name="shop" size={17} />{t('nav.shop')}</Anchor>
        </nav>
        <Preferences />
      </header>
      <main id="main" className={classes.main}>{refusal !== null ? <KeyForm reason={apiKey.get() ? refusal : undefined} /> : zone === undefined ? <Waiting /> : <Outlet key={zone} />}</main>
      {zone && <footer className={classes.footer}>{t('nav.times', { zone: zone.replaceAll('_', ' '), offset: offset(Date.now()) })}</footer>}
    </Box>
  );
}

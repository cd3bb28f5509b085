import { Anchor, Group, List, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Card } from '../parts/Card';
import { Icon } from '../parts/Icon';

/** What a newcomer tries first: one customer on two screens, which move each other. */
export function Doors() {
  const { t } = useTranslation();
  const aside = { target: '_blank', rel: 'noopener' };
  return (
    <Card title={t('overview.try')} icon="external">
      <List type="ordered" size="sm" spacing={6}>
        <List.Item><Anchor href="/shop" fz="sm" underline="always" {...aside}>{t('overview.shop')}</Anchor> <Text span fz="sm" c="dimmed">{t('overview.signIn')}</Text></List.Item>
        <List.Item><Anchor href="/desk?customer=demo-1" fz="sm" underline="always" {...aside}>{t('overview.desk')}</Anchor> <Text span fz="sm" c="dimmed">{t('overview.beside')}</Text></List.Item>
        <List.Item>{t('overview.watch')}</List.Item>
      </List>
      <Group gap="lg" mt={10}>
        <Anchor component={Link} to="/population" fz="sm"><Group gap={6} wrap="nowrap" component="span"><Icon name="people" size={16} />{t('overview.population')}</Group></Anchor>
        <Anchor href="/docs" fz="sm"><Group gap={6} wrap="nowrap" component="span"><Icon name="page" size={16} />{t('overview.docs')}</Group></Anchor>
      </Group>
    </Card>
  );
}

import { Button, Menu, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, NavLink, useNavigate } from 'react-router';
import { Preferences } from '../app/Preferences';
import { categoryName } from '../parts/category';
import { Icon } from '../parts/Icon';
import { cart } from './cart';
import { categories } from './catalogue/products';
import { client } from './client';
import classes from './shop.module.css';

export function ShopHeader({ onSigned }: { onSigned: () => void }) {
  const { t } = useTranslation();
  const items = cart.use().reduce((sum, line) => sum + line.quantity, 0);
  return (
    <header className={classes.header}>
      <div className={classes.top}>
        <Link to="/shop" className={classes.brand}>{t('shop.name')}<small>{t('shop.tagline')}</small></Link>
        <SearchBox />
        <Preferences />
        <Account onSigned={onSigned} />
        <Link to="/shop/cart" className={classes.bag} aria-label={`${t('shop.cart')}, ${t('shop.cartCount', { count: items })}`}>
          <Icon name="cart" size={20} />{items > 0 && <span aria-hidden>{items}</span>}
        </Link>
      </div>
      <nav className={classes.shelves} aria-label={t('shop.all')}>
        <NavLink to="/shop" end>{t('shop.all')}</NavLink>
        {categories.map((category) => <NavLink key={category} to={`/shop/c/${category}`}>{categoryName(t, category)}</NavLink>)}
      </nav>
    </header>
  );
}

function SearchBox() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!text.trim()) return;
    client().search(text.trim());
    void navigate(`/shop?q=${encodeURIComponent(text.trim())}`);
  };
  return (
    <form role="search" onSubmit={submit} className={classes.search}>
      <TextInput value={text} onChange={(e) => setText(e.currentTarget.value)} aria-label={t('shop.search')} placeholder={t('shop.search')} radius="xl" leftSection={<Icon name="search" size={16} />} />
    </form>
  );
}

const demoCustomers = ['demo-1', 'demo-2', 'demo-3', 'demo-4', 'demo-5'];

function Account({ onSigned }: { onSigned: () => void }) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const id = client().customerId;
  const signIn = (customerId: string) => {
    client().identify(customerId);
    setOpened(false);
    onSigned();
  };
  const signOut = () => {
    client().reset();
    onSigned();
  };
  const self = id ? `customer=${encodeURIComponent(id)}` : `anonymous=${encodeURIComponent(client().anonymousId)}`;
  return (
    <Menu position="bottom-end" width={250} shadow="md" opened={opened} onChange={setOpened} trapFocus>
      <Menu.Target>
        <Button variant="subtle" color="gray" px={8} leftSection={<Icon name="user" />} maw={150}>{id ?? t('shop.signIn')}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        {id ? (
          <>
            <Menu.Label>{t('shop.hello', { id })}</Menu.Label>
            <Menu.Item leftSection={<Icon name="logout" size={16} />} onClick={signOut}>{t('shop.signOut')}</Menu.Item>
          </>
        ) : (
          <>
            <Menu.Label>{t('shop.as')}</Menu.Label>
            {demoCustomers.map((customer) => <Menu.Item key={customer} onClick={() => signIn(customer)}>{customer}</Menu.Item>)}
            <OtherCustomer onSubmit={signIn} />
          </>
        )}
        <Menu.Divider />
        <Menu.Item component="a" href={`/desk?${self}`} target="_blank" leftSection={<Icon name="desk" size={16} />}>{t('shop.toDesk')}</Menu.Item>
        <Menu.Item component="a" href="/" leftSection={<Icon name="dashboard" size={16} />}>{t('shop.console')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function OtherCustomer({ onSubmit }: { onSubmit: (id: string) => void }) {
  const { t } = useTranslation();
  const [id, setId] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (id.trim()) onSubmit(id.trim());
  };
  return (
    <form onSubmit={submit} style={{ padding: '4px 8px 8px' }}>
      <TextInput
        size="xs" value={id} onChange={(e) => setId(e.currentTarget.value)} onKeyDown={(e) => e.stopPropagation()}
        aria-label={t('shop.other')} placeholder={t('shop.other')} autoComplete="off"
      />
    </form>
  );
}

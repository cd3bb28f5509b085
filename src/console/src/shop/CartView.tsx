import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { money } from '../app/format';
import { currentLanguage } from '../app/i18n';
import { cart } from './cart';
import { Art } from './catalogue/Art';
import { productById } from './catalogue/products';
import { client } from './client';
import { RowSlot } from './OfferSlots';
import { OfferFeed } from './offers';
import classes from './shop.module.css';

const placements = [{ id: 'cart-row', count: 2 }];

/** The bag and, in the same place, the checkout: two presses to an order. */
export function CartView() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const lines = cart.use();
  const [paying, setPaying] = useState(false);
  const total = cart.total();

  const checkOut = () => {
    client().checkoutStarted(cart.products(), total, 'USD');
    setPaying(true);
  };
  const order = () => {
    const id = `H${Date.now().toString(36).toUpperCase()}`;
    client().orderCompleted({ order_id: id, total, currency: 'USD', products: cart.products() });
    cart.empty();
    void navigate(`/shop/thanks/${id}`);
  };

  return (
    <OfferFeed placements={placements} context={{ page: 'cart' }}>
      <h1 className={classes.heading}>{t('shop.cart')}</h1>
      {lines.length === 0 && <p className={classes.empty}>{t('shop.emptyBag')} <Link to="/shop">{t('shop.continue')}</Link></p>}
      <ul className={classes.lines}>
        {lines.map((line) => {
          const product = productById.get(line.id)!;
          return (
            <li key={line.id}>
              <Art theme={product.category} size={24} seed={Number(product.id.split('-')[1])} />
              <span><Link to={`/shop/p/${product.id}`}>{product.name[currentLanguage()]}</Link><small>× {line.quantity}</small></span>
              <b className="tabular">{money(product.price * line.quantity, 'USD')}</b>
              <Button size="compact-sm" variant="subtle" color="gray" onClick={() => cart.remove(line.id)} aria-label={`${t('shop.remove')}: ${product.name[currentLanguage()]}`}>
                {t('shop.remove')}
              </Button>
            </li>
          );
        })}
      </ul>
      {lines.length > 0 && (
        <div className={classes.totals}>
          <span>{t('shop.total')} <b className="tabular">{money(total, 'USD')}</b></span>
          <Button radius="xl" size="md" onClick={paying ? order : checkOut}>{t(paying ? 'shop.pay' : 'shop.checkout')}</Button>
        </div>
      )}
      <RowSlot placement="cart-row" title={t('shop.also')} />
    </OfferFeed>
  );
}

import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { money } from '../app/format';
import { currentLanguage } from '../app/i18n';
import { categoryName } from '../parts/category';
import { Icon } from '../parts/Icon';
import { cart, tracked } from './cart';
import { Art } from './catalogue/Art';
import { productById, products } from './catalogue/products';
import { client } from './client';
import { RowSlot } from './OfferSlots';
import { OfferFeed } from './offers';
import { ProductGrid } from './ProductGrid';
import classes from './shop.module.css';

const placements = [{ id: 'product-row', count: 2 }];

export function ProductView() {
  const { t } = useTranslation();
  const product = productById.get(useParams().id ?? '');
  const [added, setAdded] = useState('');
  useEffect(() => {
    if (product) client().productViewed(tracked(product));
  }, [product]);

  if (!product) return <p className={classes.empty}>{t('shop.notFound')} <Link to="/shop">{t('shop.continue')}</Link></p>;
  const category = categoryName(t, product.category);
  const others = products.filter((p) => p.category === product.category && p.id !== product.id);
  return (
    <OfferFeed placements={placements} context={{ page: 'product', category: product.category }}>
      <div className={classes.detail}>
        <Art theme={product.category} size={140} seed={Number(product.id.split('-')[1])} />
        <div>
          <Link to={`/shop/c/${product.category}`} className={classes.crumb}>{category}</Link>
          <h1>{product.name[currentLanguage()]}</h1>
          <p className={`${classes.price} tabular`}>{money(product.price, 'USD')}</p>
          <Button
            size="md" radius="xl" leftSection={<Icon name={added === product.id ? 'check' : 'plus'} />}
            onClick={() => {
              cart.add(product);
              setAdded(product.id);
            }}
          >
            {t('shop.addToBag')}
          </Button>
          <p className={classes.addedNote} role="status">{added === product.id && <Link to="/shop/cart">{t('shop.added')} →</Link>}</p>
        </div>
      </div>
      <RowSlot placement="product-row" title={t('shop.also')} />
      <ProductGrid title={t('shop.moreIn', { category })} products={others} />
    </OfferFeed>
  );
}

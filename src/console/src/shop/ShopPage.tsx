import { useEffect, useReducer, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Route, Routes, useLocation } from 'react-router';
import { client, hasNoKey, serverHasKeys, useRefusal } from './client';
import { CartView } from './CartView';
import { FrontView } from './FrontView';
import { ProductView } from './ProductView';
import { ShopHeader } from './ShopHeader';
import { ThanksView } from './ThanksView';
import classes from './shop.module.css';

/** The demo shop: what a shop's page does with the browser SDK and with nothing else of this product. */
export function ShopPage() {
  const { t, i18n } = useTranslation();
  const { pathname } = useLocation();
  const refusal = useRefusal();
  const [, signedChanged] = useReducer((n: number) => n + 1, 0);

  const customer = client().customerId;
  const [unsigned, setUnsigned] = useState(false);
  useEffect(() => {
    let gone = false;
    if (customer) void serverHasKeys().then((has) => gone || setUnsigned(has), () => undefined);
    else setUnsigned(false);
    return () => {
      gone = true;
    };
  }, [customer]);

  useEffect(() => {
    document.title = `${t('shop.name')} · ${t('shop.tagline')}`;
    client().page(pathname.replace(/^\/shop\/?/, '') || 'home');
    scrollTo(0, 0);
  }, [pathname, t]);

  return (
    <div className={classes.page} lang={i18n.language}>
      <ShopHeader onSigned={signedChanged} />
      {refusal !== null && (
        <p role="status" className={classes.notice}>
          {t('shop.feedOff')} {hasNoKey() ? t('shop.noKey') : refusal} {t('shop.keyHint', { origin: location.origin })}
        </p>
      )}
      {unsigned && refusal === null && <p role="status" className={classes.notice}>{t('shop.noToken', { id: customer })}</p>}
      <main className={classes.main}>
        <Routes>
          <Route index element={<FrontView />} />
          <Route path="c/:category" element={<FrontView />} />
          <Route path="p/:id" element={<ProductView />} />
          <Route path="cart" element={<CartView />} />
          <Route path="thanks/:order" element={<ThanksView />} />
        </Routes>
      </main>
      <footer className={classes.footer}>{t('shop.fakeNote')}</footer>
    </div>
  );
}

import { Text } from '@mantine/core';
import type { Offer } from 'browser-sdk';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { Icon } from '../parts/Icon';
import { Art, themeOf } from './catalogue/Art';
import { categories } from './catalogue/products';
import { client, useRefusal } from './client';
import { useObserved, useSlot } from './offers';
import classes from './shop.module.css';

/** Where an offer leads: its own address within the shop, else the shelf of its theme, else the front page. */
function destination(offer: Offer): string {
  const { url, image } = offer.content;
  if (url?.startsWith('/shop')) return url;
  const { category } = themeOf(image ?? offer.offerId);
  const shelf = category && categories.find((c) => c.split('.')[1] === category);
  return shelf ? `/shop/c/${shelf}` : '/shop';
}

/** The large offer at the top of the front page. */
export function HeroSlot() {
  const { t } = useTranslation();
  const place = useRef<HTMLElement>(null);
  const slot = useSlot('home-hero', place);
  const offer = slot?.offers[0];
  const refusal = useRefusal();
  return (
    <section ref={place} className={classes.hero} aria-label={t('shop.forYou')} aria-live="polite" data-placement="home-hero">
      {offer ? <Hero key={offer.offerId} offer={offer} /> : refusal === null && <div className={classes.heroWaiting} />}
    </section>
  );
}

function Hero({ offer }: { offer: Offer }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const element = useObserved<HTMLDivElement>(offer);
  const { icon, hue } = themeOf(offer.content.image ?? offer.offerId);
  return (
    <div ref={element} className={`${classes.heroOffer} arrive`} style={{ '--hue': hue } as React.CSSProperties} data-offer={offer.offerId}>
      <div className={classes.heroText}>
        <span className={classes.live}><i aria-hidden />{t('shop.because')}</span>
        <h2>{offer.content.title}</h2>
        {offer.content.body && <p>{offer.content.body}</p>}
        <button type="button" className={classes.cta} onClick={() => void navigate(destination(offer))}>
          {offer.content.cta ?? t('shop.continue')}<Icon name="chevron" size={16} />
        </button>
      </div>
      <Icon name={icon} size={150} stroke={0.8} />
    </div>
  );
}

/** A row of small offers. */
export function RowSlot({ placement, title }: { placement: string; title: string }) {
  const place = useRef<HTMLElement>(null);
  const slot = useSlot(placement, place);
  const offers = slot?.offers ?? [];
  return (
    <section ref={place} className={classes.rowSlot} data-empty={offers.length === 0 || undefined} aria-label={title} aria-live="polite" data-placement={placement}>
      {offers.length > 0 && (
        <>
          <Text component="h2" className={classes.heading}>{title}</Text>
          <div className={classes.row}>{offers.map((offer) => <RowOffer key={offer.offerId} offer={offer} />)}</div>
        </>
      )}
    </section>
  );
}

function RowOffer({ offer }: { offer: Offer }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const element = useObserved<HTMLDivElement>(offer);
  return (
    <article ref={element} className={`${classes.offer} arrive`} data-offer={offer.offerId}>
      <button type="button" className={classes.offerBody} onClick={() => void navigate(destination(offer))}>
        <Art theme={offer.content.image ?? offer.offerId} size={26} />
        <span>
          <b>{offer.content.title}</b>
          {offer.content.body && <small>{offer.content.body}</small>}
        </span>
      </button>
      <button
        type="button" className={classes.dismiss} aria-label={`${t('shop.decline')}: ${offer.content.title}`} title={t('shop.decline')}
        onClick={(event) => {
          event.stopPropagation();
          client().outcome(offer, 'declined');
        }}
      >
        <Icon name="x" size={14} />
      </button>
    </article>
  );
}

import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { HeroSlot } from './OfferSlots';
import { OfferFeed } from './offers';
import classes from './shop.module.css';

const placements = [{ id: 'home-hero', count: 1 }];

export function ThanksView() {
  const { t } = useTranslation();
  const { order } = useParams();
  return (
    <OfferFeed placements={placements} context={{ page: 'thanks' }}>
      <h1 className={classes.heading}>{t('shop.thanks')}</h1>
      <p className={classes.empty}>{t('shop.ordered', { id: order })} <Link to="/shop">{t('shop.continue')}</Link></p>
      <HeroSlot />
    </OfferFeed>
  );
}

import { useTranslation } from 'react-i18next';
import { useParams, useSearchParams } from 'react-router';
import { categoryName } from '../parts/category';
import { categories, mixed, products } from './catalogue/products';
import { HeroSlot, RowSlot } from './OfferSlots';
import { OfferFeed } from './offers';
import { ProductGrid } from './ProductGrid';

const front = [{ id: 'home-hero', count: 1 }, { id: 'home-row', count: 3 }];
const shelf = [{ id: 'product-row', count: 3 }];

/** The front page with its offers on top; or a shelf or what a search found, with offers below the goods. */
export function FrontView() {
  const { t } = useTranslation();
  const { category } = useParams();
  const [search] = useSearchParams();
  const words = search.get('q')?.toLowerCase();
  const shown = words ? products.filter((p) => `${p.name.en} ${p.name.ko} ${p.category}`.toLowerCase().includes(words))
    : category && categories.includes(category) ? products.filter((p) => p.category === category)
    : mixed.slice(0, 24);
  const title = words ? `“${search.get('q')}” · ${shown.length}` : category ? categoryName(t, category) : t('shop.featured');
  if (words || category) {
    return (
      <OfferFeed placements={shelf} context={category ? { page: 'shelf', category } : { page: 'search' }}>
        <ProductGrid title={title} products={shown} />
        <RowSlot placement="product-row" title={t('shop.also')} />
      </OfferFeed>
    );
  }
  return (
    <OfferFeed placements={front} context={{ page: 'home' }}>
      <HeroSlot />
      <RowSlot placement="home-row" title={t('shop.forYou')} />
      <ProductGrid title={title} products={shown} />
    </OfferFeed>
  );
}

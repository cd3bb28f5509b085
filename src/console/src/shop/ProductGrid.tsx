import { Link } from 'react-router';
import { currentLanguage } from '../app/i18n';
import { money } from '../app/format';
import { Art } from './catalogue/Art';
import type { ShopProduct } from './catalogue/products';
import classes from './shop.module.css';

export function ProductGrid({ title, products }: { title: string; products: ShopProduct[] }) {
  return (
    <section>
      <h2 className={classes.heading}>{title}</h2>
      <ul className={classes.grid}>
        {products.map((product) => (
          <li key={product.id}>
            <Link to={`/shop/p/${product.id}`} className={classes.product}>
              <Art theme={product.category} seed={Number(product.id.split('-')[1])} />
              <span>{product.name[currentLanguage()]}</span>
              <b className="tabular">{money(product.price, 'USD')}</b>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

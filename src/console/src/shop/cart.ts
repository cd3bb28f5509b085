import { useSyncExternalStore } from 'react';
import { client } from './client';
import { productById, type ShopProduct } from './catalogue/products';

export interface CartLine { id: string; quantity: number }

const name = 'haru.cart';
const listeners = new Set<() => void>();
let lines: CartLine[] = read();

function read(): CartLine[] {
  try {
    return (JSON.parse(localStorage.getItem(name) ?? '[]') as CartLine[]).filter((l) => productById.has(l.id));
  } catch {
    return [];
  }
}

function write(next: CartLine[]): void {
  lines = next;
  localStorage.setItem(name, JSON.stringify(next));
  for (const tell of listeners) tell();
}

/** A product as the tracking events name it. */
export const tracked = (product: ShopProduct, quantity = 1) =>
  ({ product_id: product.id, name: product.name.en, category: product.category, price: product.price, quantity, currency: 'USD' });

export const cart = {
  use: () => useSyncExternalStore((tell) => (listeners.add(tell), () => listeners.delete(tell)), () => lines),
  total: () => lines.reduce((sum, l) => sum + productById.get(l.id)!.price * l.quantity, 0),
  products: () => lines.map((l) => tracked(productById.get(l.id)!, l.quantity)),
  add(product: ShopProduct): void {
    const there = lines.find((l) => l.id === product.id);
    write(there ? lines.map((l) => (l === there ? { ...l, quantity: l.quantity + 1 } : l)) : [...lines, { id: product.id, quantity: 1 }]);
    client().productAdded(tracked(product));
  },
  remove(id: string): void {
    const line = lines.find((l) => l.id === id);
    if (!line) return;
    write(lines.filter((l) => l.id !== id));
    client().productRemoved(tracked(productById.get(id)!, line.quantity));
  },
  empty: () => write([]),
};

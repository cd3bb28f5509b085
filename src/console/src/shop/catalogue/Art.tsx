import { Icon, type IconName } from '../../parts/Icon';
import classes from '../shop.module.css';

const themes: Record<string, [IconName, number]> = {
  kitchen: ['kitchen', 24], bedding: ['bedding', 262], audio: ['audio', 222], phone: ['handset', 200], tv: ['tv', 236], women: ['women', 338], men: ['men', 212],
  skincare: ['skincare', 172], running: ['running', 12], camping: ['camping', 136], bricks: ['bricks', 48], fiction: ['fiction', 288],
  welcome: ['star', 42], loyalty: ['heart', 350], checkout: ['cart', 190], care: ['message', 205], winback: ['gift', 28],
};

/** The hue and the sign of a category or of an offer's `theme:` name; offers without a known one get a gift. */
export function themeOf(name: string | undefined): { icon: IconName; hue: number; category?: string } {
  const word = name?.replace(/^theme:/, '').toLowerCase() ?? '';
  const key = Object.keys(themes).find((k) => word.split(/[.\-_ /]/).includes(k));
  return key ? { icon: themes[key]![0], hue: themes[key]![1], category: key } : { icon: 'gift', hue: 165 };
}

/** A picture without a picture: the category's sign on its colour. */
export function Art({ theme, size = 56, seed = 0 }: { theme: string; size?: number; seed?: number }) {
  const { icon, hue } = themeOf(theme);
  return (
    <div className={classes.art} style={{ '--hue': hue, '--turn': `${115 + (seed % 4) * 28}deg` } as React.CSSProperties}>
      <Icon name={icon} size={size} stroke={1.25} />
    </div>
  );
}

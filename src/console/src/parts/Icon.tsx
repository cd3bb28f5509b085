import { outlines } from './outlines';

export type IconName = keyof typeof outlines;

/** A line icon of the current text colour; decorative unless it gets a label. */
export function Icon({ name, size = 18, label, stroke = 1.75 }: { name: IconName; size?: number; label?: string; stroke?: number }) {
  return (
    <svg
      width={size} height={size} viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth={stroke} strokeLinecap="round"
      strokeLinejoin="round" role={label ? 'img' : undefined} aria-label={label} aria-hidden={label ? undefined : true}
    >
      {outlines[name].map((d) => <path key={d} d={d} />)}
    </svg>
  );
}

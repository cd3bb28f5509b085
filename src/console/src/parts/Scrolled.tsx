import { useEffect, useRef, useState, type ReactNode } from 'react';
import classes from './Scrolled.module.css';

/** A wide table: where the window is narrower it scrolls, by keyboard too, under a shade that says so, and its first column stays in sight. */
export function Scrolled({ minWidth, label, children }: { minWidth: number; label: string; children: ReactNode }) {
  const frame = useRef<HTMLDivElement>(null);
  const [scrolls, setScrolls] = useState(false);
  useEffect(() => {
    const watcher = new ResizeObserver(([entry]) => setScrolls(entry!.contentRect.width < minWidth));
    watcher.observe(frame.current!);
    return () => watcher.disconnect();
  }, [minWidth]);
  return (
    <div ref={frame} className={classes.frame} data-scrolls={scrolls || undefined} {...(scrolls ? { tabIndex: 0, role: 'group', 'aria-label': label } : {})}>
      <div style={{ minWidth }}>{children}</div>
    </div>
  );
}

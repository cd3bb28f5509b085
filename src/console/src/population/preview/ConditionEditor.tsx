import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { FieldFault } from '../../api/client';
import { lineOf, nearest, placesOf, type Place } from './places';
import classes from './preview.module.css';

/** A condition as JSON text, with the faults on their lines; a fault in the list leads to its place. */
export function ConditionEditor({ text, faults, onChange }: { text: string; faults: FieldFault[]; onChange: (text: string) => void }) {
  const { t } = useTranslation();
  const area = useRef<HTMLTextAreaElement>(null);
  const found = placesOf(text);
  const placed = 'broken' in found
    ? [{ place: { start: found.broken, end: found.broken + 1 }, path: '', reason: t('preview.notJson') }]
    : faults.map(({ path, reason }) => ({ path, reason, place: nearest(found.places, path) ?? { start: 0, end: text.length } }));
  const wrong = new Set(placed.map(({ place }) => lineOf(text, place.start)));
  const lines = text.split('\n').length;
  const show = ({ start, end }: Place) => {
    area.current?.focus();
    area.current?.setSelectionRange(start, end);
  };
  return (
    <div>
      <div className={classes.editor}>
        <div className={classes.gutter} aria-hidden>
          {Array.from({ length: lines }, (_, i) => <span key={i} data-wrong={wrong.has(i + 1) || undefined}>{i + 1}</span>)}
        </div>
        <textarea
          ref={area} className={classes.text} value={text} rows={lines} spellCheck={false} autoCapitalize="off" wrap="off"
          aria-label={t('preview.condition')} aria-invalid={placed.length > 0} aria-describedby="condition-faults" onChange={(e) => onChange(e.currentTarget.value)}
        />
      </div>
      <ul id="condition-faults" className={classes.faults} role="status">
        {placed.map(({ path, reason, place }) => (
          <li key={`${path} ${reason}`}>
            <button type="button" onClick={() => show(place)}>{t('preview.line', { line: lineOf(text, place.start) })}</button> {path && <code>{path}</code>} {reason}
          </li>
        ))}
      </ul>
    </div>
  );
}

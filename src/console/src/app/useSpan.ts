import { useTranslation } from 'react-i18next';
import { days, type Span } from './format';

/** Says a number of days as a time span in the reader's language; rounded, unless it is to be cut as reasons are. */
export function useSpan(say: (value: number) => Span = days): (value: number) => string {
  const { t } = useTranslation();
  return (value) => {
    const said = say(value);
    return t('span.said', { value: said.value, unit: t(`span.${said.unit}`) });
  };
}

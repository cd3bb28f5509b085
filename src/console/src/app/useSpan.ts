import { useTranslation } from 'react-i18next';
import { days } from './format';

/** Says a number of days as a time span in the reader's language. */
export function useSpan(): (value: number) => string {
  const { t } = useTranslation();
  return (value) => {
    const said = days(value);
    return t('span.said', { value: said.value, unit: t(`span.${said.unit}`) });
  };
}

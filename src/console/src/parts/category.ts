import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { useCalled } from '../api/playbook';

/** A category path in the reader's language where it has a name there, else as it is. */
export const categoryName = (t: TFunction, path: string) => t(`category.${path.replaceAll('.', '-')}`, { defaultValue: path });

/** The same, by the playbook's own names first: it may be of another shop than the demo's. */
export function useCategoryName(): (path: string) => string {
  const { t } = useTranslation();
  const called = useCalled();
  return (path) => (called(path) === path ? categoryName(t, path) : called(path));
}

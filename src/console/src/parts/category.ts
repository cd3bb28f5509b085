import type { TFunction } from 'i18next';

/** A category path in the reader's language where it has a name there, else as it is. */
export const categoryName = (t: TFunction, path: string) => t(`category.${path.replaceAll('.', '-')}`, { defaultValue: path });

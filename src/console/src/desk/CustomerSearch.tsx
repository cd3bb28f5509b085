import { Button, Group, TextInput } from '@mantine/core';
import { useEffect, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../parts/Icon';

export type SearchKind = 'customer' | 'phone' | 'email';

/** What kind of thing somebody typed: an address, a number as it may be dictated, or a customer id. */
export function kindOf(text: string): SearchKind {
  if (/^\S+@\S+\.\S+$/.test(text)) return 'email';
  const digits = text.replace(/\D/g, '').length;
  return digits >= 8 && digits <= 15 && /^\+?[\d\s().-]+$/.test(text) && /^[+0]|[\s-]/.test(text) ? 'phone' : 'customer';
}

export function CustomerSearch({ value, onSearch, busy }: { value: string; onSearch: (kind: SearchKind, text: string) => void; busy: boolean }) {
  const { t } = useTranslation();
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim()) onSearch(kindOf(text.trim()), text.trim());
  };
  return (
    <form role="search" onSubmit={submit}>
      <Group gap="xs" wrap="nowrap">
        <TextInput
          flex={1} size="md" radius="lg" value={text} onChange={(e) => setText(e.currentTarget.value)} leftSection={<Icon name="search" />}
          placeholder={t('desk.search')} aria-label={t('desk.search')} autoComplete="off"
        />
        <Button type="submit" size="md" radius="lg" loading={busy}>{t('desk.open')}</Button>
      </Group>
    </form>
  );
}

import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import en from '../locales/en.json';
import ko from '../locales/ko.json';

const kept = 'dbmarketing.language';

export type Language = 'en' | 'ko';

function initial(): Language {
  const asked = new URLSearchParams(location.search).get('lang') ?? localStorage.getItem(kept) ?? navigator.language;
  return asked.toLowerCase().startsWith('ko') ? 'ko' : 'en';
}

void i18next.use(initReactI18next).init({
  resources: { en: { translation: en }, ko: { translation: ko } },
  lng: initial(),
  fallbackLng: 'en',
  interpolation: { escapeValue: false },
  returnNull: false,
  showSupportNotice: false,
});
document.documentElement.lang = i18next.language;

export function setLanguage(language: Language): void {
  localStorage.setItem(kept, language);
  document.documentElement.lang = language;
  void i18next.changeLanguage(language);
}

export const currentLanguage = () => i18next.language as Language;

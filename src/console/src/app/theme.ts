import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

const pine: MantineColorsTuple = [
  '#ecf8f5', '#d7efe9', '#abdfd2', '#7bceba', '#55bfa6', '#3bb69a', '#178e76', '#0f766e', '#0b625c', '#084d49',
];

export const theme = createTheme({
  primaryColor: 'pine',
  // One shade in both schemes: the library picks the colour of a button's text from the light one alone.
  primaryShade: 7,
  colors: { pine },
  autoContrast: true,
  luminanceThreshold: 0.36,
  fontFamily: "'Inter', 'Pretendard', 'Noto Sans KR', 'Noto Sans CJK KR', system-ui, -apple-system, 'Segoe UI', sans-serif",
  headings: { fontWeight: '650' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
});

/** Darker greys than the library's own, so that small secondary text keeps a contrast of 4.5 to 1 and more. */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: { '--mantine-color-dimmed': '#59635f' },
  dark: { '--mantine-color-dimmed': '#9fada7', '--mantine-color-body': '#151a18' },
});

import { useComputedColorScheme } from '@mantine/core';
import { LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { init, use, type EChartsType } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { time } from '../app/format';

use([LineChart, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

export interface Sample { at: number; interactions: number; decisions: number }

/** Interactions and decisions a second over the last minutes. */
export default function RateChart({ samples }: { samples: Sample[] }) {
  const { t } = useTranslation();
  const dark = useComputedColorScheme('light') === 'dark';
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);

  useEffect(() => {
    const made = init(place.current!, null, { renderer: 'svg' });
    chart.current = made;
    const watcher = new ResizeObserver(() => made.resize());
    watcher.observe(place.current!);
    return () => {
      watcher.disconnect();
      made.dispose();
    };
  }, []);

  useEffect(() => {
    const [ink, line, first, second] = dark ? ['#9aa8a2', '#2b332f', '#55bfa6', '#e0b45c'] : ['#5c6763', '#e4e8e6', '#0f766e', '#b7791f'];
    const series = (name: string, key: 'interactions' | 'decisions', color: string) => ({
      name, type: 'line' as const, showSymbol: false, smooth: 0.25, color, lineStyle: { width: 2 }, areaStyle: { opacity: 0.08 },
      data: samples.map((s) => [s.at, s[key]]),
    });
    // A minute at least, or the axis of a page that has just come up would begin in 1970.
    const end = samples.at(-1)?.at ?? Date.now();
    const start = Math.min(samples[0]?.at ?? end, end - 60_000);
    chart.current?.setOption({
      animation: false,
      grid: { left: 36, right: 8, top: 30, bottom: 22 },
      legend: { top: 0, left: 0, icon: 'roundRect', itemWidth: 10, itemHeight: 4, textStyle: { color: ink, fontSize: 12 } },
      tooltip: { trigger: 'axis', valueFormatter: (v: unknown) => `${Number(v).toFixed(1)} /s` },
      xAxis: { type: 'time', min: start, max: end, axisLabel: { color: ink, fontSize: 11, hideOverlap: true, formatter: (v: number) => time(new Date(v).toISOString()) }, axisLine: { lineStyle: { color: line } }, splitLine: { show: false } },
      yAxis: { type: 'value', min: 0, minInterval: 1, axisLabel: { color: ink, fontSize: 11 }, splitLine: { lineStyle: { color: line } } },
      series: [series(t('overview.interactions'), 'interactions', first!), series(t('overview.decisions'), 'decisions', second!)],
    });
  }, [samples, dark, t]);

  return <div ref={place} style={{ height: 190 }} role="img" aria-label={t('overview.rates')} />;
}

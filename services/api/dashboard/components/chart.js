// Small drawings of counts: bars over time, and a line of a few last values.
// @ts-check
import { svg } from '../dom.js';

/**
 * A line of values without axes. @param {number[]} values @param {string} label what it shows, for those who do not see it
 * @param {{ width?: number, height?: number }} [size]
 */
export function sparkline(values, label, { width = 220, height = 36 } = {}) {
  const most = Math.max(1, ...values);
  const points = values.map((value, at) => `${((at / Math.max(1, values.length - 1)) * width).toFixed(1)},${(height - 2 - (value / most) * (height - 4)).toFixed(1)}`);
  return svg('svg', { class: 'spark', viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': label, preserveAspectRatio: 'none' },
    svg('polyline', { points: points.join(' '), 'vector-effect': 'non-scaling-stroke' }));
}

/**
 * Bars side by side. @param {{ label: string, value: number, part?: number }[]} bars `part` of the value is drawn stronger
 * @param {string} label
 */
export function bars(bars, label, { height = 60 } = {}) {
  const most = Math.max(1, ...bars.map((bar) => bar.value));
  const wide = 100 / Math.max(20, bars.length);
  return svg('svg', { class: 'bars', viewBox: `0 0 100 ${height}`, role: 'img', 'aria-label': label, preserveAspectRatio: 'none' },
    bars.map((bar, at) => {
      const tall = (bar.value / most) * (height - 2);
      const strong = ((bar.part ?? 0) / most) * (height - 2);
      return svg('g', null, svg('title', null, bar.label),
        svg('rect', { class: 'bar-back', x: at * wide, y: 0, width: wide, height }),
        svg('rect', { class: 'bar-all', x: at * wide + wide * 0.12, y: height - tall, width: wide * 0.76, height: tall }),
        bar.part ? svg('rect', { class: 'bar-part', x: at * wide + wide * 0.12, y: height - strong, width: wide * 0.76, height: strong }) : null);
    }));
}

// Counts over time as bars; a stretch of it can be chosen by dragging, or with the arrow keys.
// @ts-check
import { h, replace, svg } from '../dom.js';
import { counted } from '../format.js';

/** @typedef {{ start: string, end: string, count: number }} Bucket */

const HEIGHT = 56;
const WIDEST = 40; // of 1000: a few bars are bars, not blocks
const LOW = 4; // where no bar counts as many, none is as tall as can be
const dayOnly = new Intl.DateTimeFormat(navigator.language, { year: 'numeric', month: 'short', day: 'numeric' });
const withHour = new Intl.DateTimeFormat(navigator.language, { year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' });

/** How long a bucket may be, in days, and what it is called. @type {[number, string][]} */
const UNITS = [[0.01, 'a minute'], [0.9, 'an hour'], [1.5, 'a day'], [8, 'a week'], [32, 'a month'], [93, 'a quarter'], [Infinity, 'a year']];

/** @param {Bucket} bucket */
const days = (bucket) => (new Date(bucket.end).getTime() - new Date(bucket.start).getTime()) / 86400000;

/** @param {Bucket} bucket */
function when(bucket) {
  const start = new Date(bucket.start);
  return days(bucket) < 0.9 ? withHour.format(start) : days(bucket) < 1.5 ? dayOnly.format(start)
    : `${dayOnly.format(start)} – ${dayOnly.format(new Date(new Date(bucket.end).getTime() - 1))}`;
}

/**
 * @param {Bucket[]} buckets
 * @param {((from: string, to: string) => void) | null} choose told of a stretch that was chosen
 * @param {string} [what] what is counted
 */
export function timeline(buckets, choose, what = 'article') {
  const total = buckets.reduce((sum, one) => sum + one.count, 0);
  if (!buckets.length || !total) return h('div', { class: 'timeline' });
  const most = Math.max(...buckets.map((one) => one.count));
  const top = Math.max(most, LOW);
  const wide = 1000 / buckets.length;
  const bar = Math.min(WIDEST, Math.max(1, wide - Math.min(2, wide * 0.2)));
  const brush = svg('rect', { class: 'brush', y: 0, height: HEIGHT, x: 0, width: 0 });
  const words = h('p', { class: 'timeline-words' });
  const drawing = svg('svg', { class: 'time', viewBox: `0 0 1000 ${HEIGHT}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    buckets.map((one, at) => {
      const tall = one.count ? Math.max(2, (one.count / top) * (HEIGHT - 4)) : 0;
      return svg('rect', { class: 'bar-part', x: at * wide + (wide - bar) / 2, y: HEIGHT - tall, width: bar, height: tall });
    }), brush);
  let [from, to] = [-1, -1];

  /** @param {number} a @param {number} b */
  function mark(a, b) {
    [from, to] = [Math.min(a, b), Math.max(a, b)];
    brush.setAttribute('x', String(from * wide));
    brush.setAttribute('width', String((to - from + 1) * wide));
    const count = buckets.slice(from, to + 1).reduce((sum, one) => sum + one.count, 0);
    replace(words, from === to ? when(buckets[from]) : `${when(buckets[from])} – ${when(buckets[to])}`, ': ', counted(count, what));
  }
  function rest() {
    [from, to] = [-1, -1];
    brush.setAttribute('width', '0');
    const [begin, end] = [when(buckets[0]).split(' – ')[0], when(buckets[buckets.length - 1]).split(' – ').at(-1)];
    const unit = UNITS.find(([longest]) => days(buckets[0]) <= longest)?.[1];
    replace(words, begin === end ? begin : `${begin} – ${end}, up to ${counted(most, what)} ${unit}`,
      choose && buckets.length > 1 ? h('span', { class: 'hint' }, ' · drag across the bars to choose a time') : null);
  }
  /** @param {PointerEvent} event */
  const at = (event) => {
    const box = drawing.getBoundingClientRect();
    return Math.min(buckets.length - 1, Math.max(0, Math.floor(((event.clientX - box.left) / box.width) * buckets.length)));
  };
  const done = () => choose?.(buckets[from].start, buckets[to].end);
  let began = -1;
  const surface = h('div', {
    class: 'time-surface', ...(choose ? { tabindex: '0', role: 'group' } : { role: 'img' }),
    'aria-label': `${counted(total, what)} over time${choose ? '; arrows choose a stretch, Shift makes it longer, Enter takes it' : ''}`,
    onpointermove: (/** @type {PointerEvent} */ event) => mark(began < 0 ? at(event) : began, at(event)),
    onpointerleave: () => { if (began < 0) rest(); },
    ...(choose ? {
      onpointerdown: (/** @type {PointerEvent} */ event) => {
        began = at(event);
        surface.setPointerCapture(event.pointerId);
        mark(began, began);
      },
      onpointerup: () => {
        if (began >= 0 && from >= 0) done();
        began = -1;
      },
      onkeydown: (/** @type {KeyboardEvent} */ event) => {
        const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
        if (event.key === 'Enter' && from >= 0) done();
        if (!by) return;
        event.preventDefault();
        const last = Math.min(buckets.length - 1, Math.max(0, (by > 0 ? to : from) + by));
        mark(event.shiftKey && from >= 0 ? (by > 0 ? from : to) : last, last);
      },
    } : {}),
  }, drawing);
  rest();
  return h('div', { class: 'timeline' }, surface, words);
}

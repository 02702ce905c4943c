// What happened to an article, from received to indexed.
// @ts-check
import { h } from '../dom.js';
import { time } from '../format.js';

/** @type {Record<string, string>} */
const STATUS = {
  accepted: 'waiting to be enriched', enriched: 'waiting to be indexed', indexed: 'searchable',
  quarantined: 'in quarantine', removed: 'deleted',
};

/** @param {{ status: string, events: { at: string, event: string, detail: string }[] }} trace */
export function traceView(trace) {
  return h('div', null,
    h('p', null, 'It is ', h('b', null, STATUS[trace.status] ?? trace.status), '.'),
    h('ol', { class: 'trace' }, trace.events.map((one) =>
      h('li', { class: `event-${one.event}` }, h('b', null, one.event), ' ', one.detail, ' ', h('span', { class: 'quiet' }, time(one.at, 'full'))))));
}

/** @param {{ name: string, version: string, status: string, duration_ms: number, error: string | null }[]} steps */
export function stepsView(steps) {
  return h('table', { class: 'rows steps' },
    h('thead', null, h('tr', null, h('th', null, 'step'), h('th', null, 'did'), h('th', { class: 'num' }, 'ms'))),
    h('tbody', null, steps.map((one) => h('tr', null,
      h('td', null, one.name.replaceAll('_', ' ')),
      h('td', { class: one.status === 'failed' ? 'ill' : 'quiet' }, one.error ?? one.status),
      h('td', { class: 'num' }, one.duration_ms.toFixed(1))))));
}

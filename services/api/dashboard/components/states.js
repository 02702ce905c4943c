// What is shown instead of data: that it is on its way, that there is none, that it could not be had.
// @ts-check
import { h } from '../dom.js';
import { Problem } from '../api.js';

/** Grey lines where text will be, so that nothing jumps when it comes. @param {number} [lines] */
export function loading(lines = 6) {
  return h('div', { class: 'loading', role: 'status', 'aria-label': 'Loading' },
    Array.from({ length: lines }, () => h('span', { class: 'bone', 'aria-hidden': 'true' })));
}

/** @param {string} what @param {...import('../dom.js').Child} help */
export function empty(what, ...help) {
  return h('div', { class: 'state' }, h('p', { class: 'state-what' }, what), help.length ? h('p', null, ...help) : null);
}

/**
 * An error in words, and a way on.
 * @param {Error} error @param {(() => void) | null} [retry]
 */
export function failed(error, retry = null) {
  const status = error instanceof Problem ? error.status : -1;
  const what = HEADINGS[status] ?? (status >= 500 ? HEADINGS[500] : 'That did not work');
  const words = error instanceof Problem ? error.message : 'The page came upon something it did not expect.';
  if (!(error instanceof Problem)) console.error(error);
  return h('div', { class: 'state state-error', role: 'alert' },
    h('p', { class: 'state-what' }, what),
    h('p', null, words),
    error instanceof Problem && error.errors.length && error.errors.some((one) => !words.includes(one.message))
      ? h('ul', null, error.errors.map((one) => h('li', null, h('b', null, one.field), ' ', one.message))) : null,
    retry ? h('p', null, h('button', { type: 'button', onclick: retry }, 'Try again')) : null);
}

/** @type {Record<number, string>} */
const HEADINGS = {
  0: 'No connection',
  401: 'A key is needed',
  404: 'Not found',
  410: 'No longer there',
  422: 'That cannot be understood',
  429: 'Too many questions at once',
  500: 'Something went wrong on the server',
  503: 'Not available right now',
};

// What the query box offers while one types: names, publishers, keywords, fields; a listbox under the box.
// @ts-check
import { h, replace, said } from '../dom.js';
import { get } from '../api.js';
import { number } from '../format.js';

const WAIT_MS = 90;

/**
 * @param {HTMLInputElement} box
 * @param {(suggestion: any) => void} take told of what was chosen
 */
export function completion(box, take) {
  const list = h('ul', { class: 'offers', role: 'listbox', id: 'offers', 'aria-label': 'Suggestions', hidden: true });
  /** @type {any[]} */
  let offers = [];
  let at = -1;
  let timer = 0;
  let round = new AbortController();
  for (const [name, value] of [['role', 'combobox'], ['aria-autocomplete', 'list'], ['aria-controls', 'offers'], ['aria-expanded', 'false']]) box.setAttribute(name, value);

  function close() {
    clearTimeout(timer);
    round.abort();
    list.hidden = true;
    at = -1;
    box.setAttribute('aria-expanded', 'false');
    box.removeAttribute('aria-activedescendant');
  }

  async function offer() {
    round.abort();
    round = new AbortController();
    const { signal } = round;
    if (!box.value.trim()) {
      close();
      return;
    }
    try {
      const found = await get('/v1/suggest', { q: box.value, size: 8 }, signal);
      if (signal.aborted || document.activeElement !== box) return;
      offers = found.suggestions;
      at = -1;
      replace(list, offers.map((one, place) => h('li', {
        role: 'option', id: `offer-${place}`, 'aria-selected': 'false',
        onpointerdown: (/** @type {Event} */ event) => {
          event.preventDefault();
          choose(place);
        },
      }, said(one.text, { class: one.type ? `name name-${one.type}` : null }), h('span', { class: 'quiet' }, one.type ?? one.kind), h('span', { class: 'count' }, one.count ? number(one.count) : ''))));
      list.hidden = !offers.length;
      box.setAttribute('aria-expanded', String(Boolean(offers.length)));
      box.removeAttribute('aria-activedescendant');
    } catch {
      if (!signal.aborted) close(); // without suggestions the box works all the same
    }
  }

  /** @param {number} place */
  function choose(place) {
    const one = offers[place];
    close();
    take(one);
  }

  /** @param {number} to */
  function mark(to) {
    at = (to + offers.length + 1) % (offers.length + 1);
    if (at === offers.length) at = -1;
    [...list.children].forEach((one, place) => one.setAttribute('aria-selected', String(place === at)));
    if (at < 0) box.removeAttribute('aria-activedescendant');
    else box.setAttribute('aria-activedescendant', `offer-${at}`);
  }

  box.addEventListener('input', () => {
    clearTimeout(timer);
    timer = window.setTimeout(offer, WAIT_MS);
  });
  box.addEventListener('blur', close);
  box.addEventListener('keydown', (event) => {
    if (list.hidden) {
      if (event.key === 'Enter') close();
      return;
    }
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') mark(event.key === 'ArrowDown' ? at + 1 : at < 0 ? offers.length - 1 : at - 1);
    else if (event.key === 'Enter' && at >= 0) choose(at);
    else {
      if (event.key === 'Escape' || event.key === 'Enter') {
        close();
        if (event.key === 'Escape') event.preventDefault();
      }
      return;
    }
    event.preventDefault();
  });
  return list;
}

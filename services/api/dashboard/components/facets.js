// Filters with counts: what is among the results, to narrow them by.
// @ts-check
import { h, said } from '../dom.js';
import { country, language, number } from '../format.js';

/** The facets in their order: what the API calls each, and what people do. @type {[string, string][]} */
export const FACETS = [
  ['person', 'People'], ['organization', 'Organizations'], ['place', 'Places'], ['country', 'Countries'],
  ['speaker', 'Who is quoted'], ['publisher', 'Publishers'], ['language', 'Languages'], ['section', 'Sections'],
  ['keyword', 'Keywords'], ['tag', 'Tags'], ['sentiment', 'Tone'], ['author', 'Authors'],
];
export const FILTERS = [...FACETS.map(([name]) => name), 'entity', 'story', 'feed'];

const FEW = 6;
/** Names of values that were seen, so that a chosen filter can be read. @type {Map<string, string>} */
const seen = new Map();

/** How a value of a facet reads. @param {string} facet @param {string} value @param {string} [label] */
export function labelOf(facet, value, label) {
  if (label && label !== value) seen.set(`${facet}:${value}`, label);
  if (facet === 'country') return country(value);
  if (facet === 'language') return language(value);
  return seen.get(`${facet}:${value}`) ?? label ?? value;
}

/**
 * The lists of filters. Which are open and how far stays as it was from one call to the next.
 * @param {Record<string, { value: string, label: string, count: number }[]>} counts
 * @param {URLSearchParams} query what is chosen
 * @param {(facet: string, value: string, on: boolean) => void} choose
 */
export function facetLists(counts, query, choose) {
  return FACETS.map(([facet, title]) => {
    const chosen = new Set(query.getAll(facet));
    const found = counts[facet] ?? [];
    const rows = [...found];
    for (const value of chosen) {
      if (!rows.some((row) => row.value === value)) rows.unshift({ value, label: labelOf(facet, value), count: -1 });
    }
    if (!rows.length) return null;
    const all = opened.has(facet);
    const shown = all ? rows : rows.filter((row, place) => place < FEW || chosen.has(row.value));
    const list = h('fieldset', { class: `facet facet-${facet}` },
      h('legend', null, title),
      shown.map((row) => choice(facet, row, chosen.has(row.value), choose)),
      rows.length > shown.length || all
        ? h('button', {
          type: 'button', class: 'link', 'aria-expanded': String(all),
          onclick: () => {
            opened[all ? 'delete' : 'add'](facet);
            list.replaceWith(facetLists(counts, query, choose)[FACETS.findIndex(([name]) => name === facet)] ?? '');
          },
        }, all ? 'fewer' : `${rows.length - shown.length} more`, h('span', { class: 'aside' }, ` ${title}`)) : null);
    return list;
  });
}

/** Facets whose whole list is shown. @type {Set<string>} */
const opened = new Set();

/**
 * @param {string} facet @param {{ value: string, label: string, count: number }} row @param {boolean} on
 * @param {(facet: string, value: string, on: boolean) => void} choose
 */
function choice(facet, row, on, choose) {
  const box = h('input', { type: 'checkbox', checked: on, onchange: () => choose(facet, row.value, box.checked) });
  return h('label', { class: 'choice' }, box,
    said(labelOf(facet, row.value, row.label), { class: 'choice-name' }),
    h('span', { class: 'count' }, row.count < 0 ? '' : number(row.count)));
}

// Who and what is named significantly more than before.
// @ts-check
import { address, h, said } from '../dom.js';
import { get } from '../api.js';
import { counted, number } from '../format.js';
import { ZONE } from './asking.js';
import { labelOf } from './facets.js';
import { entityPath } from './names.js';
import { empty } from './states.js';

const KINDS = [['person', 'People'], ['organization', 'Organizations'], ['place', 'Places'], ['keyword', 'Keywords']];

/** In the last seven days against the four weeks before; where nobody is, the most named of all. @param {AbortSignal} signal */
export async function trendList(signal) {
  const found = await get('/v1/trending', { size: 8, min_count: 2, collapse: 'duplicates', tz: ZONE }, signal);
  if (KINDS.some(([facet]) => found.trending[facet]?.length)) {
    return { title: 'Named more than before', drawn: lists(found.trending, (one) => ({ title: `${counted(one.count, 'article')} now, ${number(one.baseline_count)} before; G² ${one.score}` }),
      (one) => h('span', { class: 'lift' }, one.lift ? `×${number(Math.round(one.lift))}` : 'new')) };
  }
  const all = await get('/v1/facets', { facets: KINDS.map(([facet]) => facet).join(','), size: 6, collapse: 'duplicates' }, signal);
  return { title: 'Most named', drawn: all.total.value ? lists(all.facets, () => ({}), () => null) : empty('Nobody is named yet.') };
}

/**
 * @param {Record<string, any[]>} found by facet @param {(one: any) => import('../dom.js').Props} props
 * @param {(one: any) => import('../dom.js').Child} beside
 */
function lists(found, props, beside) {
  return h('div', { class: 'trends' }, KINDS.filter(([facet]) => found[facet]?.length).map(([facet, title]) => h('section', { class: 'trend' }, h('h3', null, title),
    h('ol', { class: 'brief' }, found[facet].map((one) => h('li', props(one),
      h('a', { class: `name name-${facet}`, href: facet === 'keyword' ? address('/search', { keyword: one.value }) : entityPath(one.value) }, said(labelOf(facet, one.value, one.label))),
      h('span', { class: 'count' }, ` ${number(one.count)}`), beside(one)))))));
}

// What the API is asked for a page whose query is the one of Search.
// @ts-check
import { FILTERS } from './facets.js';

export const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;
const COUNTED = ['q', 'operator', 'match', 'published_after', 'published_before', ...FILTERS];
const SEARCHED = [...COUNTED, 'sort'];

/** @param {URLSearchParams} query @param {string[]} names */
function passed(query, names) {
  const kept = new URLSearchParams([...query].filter(([name]) => names.includes(name)));
  if (query.get('copies') !== 'all') kept.set('collapse', query.get('copies') === 'story' ? 'story' : 'duplicates');
  return kept;
}

/** The parameters of a search: copies are folded unless the page says otherwise. @param {URLSearchParams} query */
export const searching = (query) => passed(query, SEARCHED);

/** The parameters of a count over the same articles, in the reader's calendar. @param {URLSearchParams} query */
export function counting(query) {
  const kept = passed(query, COUNTED);
  kept.set('tz', ZONE);
  return kept;
}

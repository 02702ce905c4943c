// Search: what matches, what is among it, and where the words were found.
// @ts-check
import { address, h, replace, said } from '../dom.js';
import { Problem, get } from '../api.js';
import { counted, number } from '../format.js';
import { go } from '../router.js';
import { box, boxSaid, notify, showSyntax } from '../shell.js';
import { counting, searching } from '../components/asking.js';
import { download } from '../components/download.js';
import { FACETS, FILTERS, facetLists, labelOf } from '../components/facets.js';
import { hitView } from '../components/hit.js';
import { entityLink } from '../components/names.js';
import { columns, save } from '../components/saved.js';
import { empty, failed, loading } from '../components/states.js';
import { timeline } from '../components/timeline.js';

const SORTS = [['relevance', 'best first'], ['-published_at', 'newest first'], ['published_at', 'oldest first'], ['-received_at', 'last received']];
const FOLDINGS = [['', 'copies folded'], ['story', 'each story once'], ['all', 'every article']];
const TYPING_MS = 60;

/** @param {string} text */
const folded = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/** @type {import('../router.js').Page} */
export function page({ view, query: first, signal }) {
  let query = first;
  let round = new AbortController();
  let typing = 0;
  /** @type {string | null} */
  let cursor = null;

  const total = h('p', { class: 'total', role: 'status' });
  const chosen = h('div', { class: 'chosen' });
  const meant = h('p', { class: 'meant' });
  const list = h('div', { class: 'hits' }, loading(12));
  const more = h('button', { type: 'button', class: 'more', hidden: true, onclick: showMore }, 'More');
  const facets = h('div', { class: 'facets' });
  const sort = h('select', { 'aria-label': 'Order', onchange: () => change({ sort: sort.value === 'relevance' ? '' : sort.value }) },
    SORTS.map(([value, name]) => h('option', { value }, name)));
  const folding = h('select', { 'aria-label': 'Folding', onchange: () => change({ copies: folding.value }) },
    FOLDINGS.map(([value, name]) => h('option', { value }, name)));
  const after = h('input', { type: 'date', 'aria-label': 'Published on or after', onchange: () => change({ published_after: after.value }) });
  const before = h('input', { type: 'date', 'aria-label': 'Published before', onchange: () => change({ published_before: before.value }) });
  const drawer = h('details', { class: 'drawer' }, h('summary', null, 'Filters'),
    h('fieldset', { class: 'facet dates' }, h('legend', null, 'Published'), h('label', null, 'from ', after), h('label', null, 'before ', before)),
    facets);
  const time = h('div', { class: 'time-place' });
  const exports = h('ul', { class: 'choices' });
  const onMap = h('a', { hidden: true }, 'On the map');
  const take = h('details', { class: 'menu', hidden: true }, h('summary', null, 'Keep or export'), exports);
  take.addEventListener('focusout', (event) => { if (!take.contains(/** @type {Node | null} */ (event.relatedTarget))) take.open = false; });
  take.addEventListener('keydown', (event) => { if (event.key === 'Escape') { take.open = false; take.querySelector('summary')?.focus(); } });
  const column = h('button', {
    type: 'button', class: 'link',
    onclick: () => {
      const name = query.get('q') || [...query].filter(([one]) => FILTERS.includes(one)).map(([one, value]) => labelOf(one, value)).join(', ') || 'All news';
      save({ name, query: query.toString() });
      notify(`“${name}” is now one of ${counted(columns().length, 'column')}: see Columns.`);
      take.open = false;
    },
  }, 'Save as a column');
  const wide = matchMedia('(min-width: 60rem)');
  const follow = () => { drawer.open = wide.matches; };
  follow();
  wide.addEventListener('change', follow, { signal });

  replace(view,
    h('h1', { class: 'aside' }, 'Search'),
    h('aside', { class: 'rail', 'aria-label': 'Filters' }, drawer),
    h('section', { class: 'results', 'aria-label': 'Results' },
      h('div', { class: 'bar' }, total, onMap, take, folding, sort),
      meant,
      chosen, time, list, more));

  box.addEventListener('input', () => {
    clearTimeout(typing);
    typing = window.setTimeout(() => change({ q: box.value.trim() ? box.value : '' }, true), TYPING_MS);
  }, { signal });

  /** @param {Record<string, string>} changes @param {boolean} [keep] whether it is one step with what was before */
  function change(changes, keep = false) {
    const next = new URLSearchParams(query);
    for (const [name, value] of Object.entries(changes)) {
      if (value) next.set(name, value);
      else next.delete(name);
    }
    go(address('/search', next), { replace: keep });
  }

  /** @param {string} facet @param {string} value @param {boolean} on */
  function choose(facet, value, on) {
    const next = new URLSearchParams(query);
    const values = next.getAll(facet).filter((one) => one !== value);
    next.delete(facet);
    for (const one of on ? [...values, value] : values) next.append(facet, one);
    go(address('/search', next));
  }

  function controls() {
    if (document.activeElement !== box) box.value = query.get('q') ?? '';
    sort.value = query.get('sort') ?? 'relevance';
    folding.value = query.get('copies') ?? '';
    after.value = (query.get('published_after') ?? '').slice(0, 10);
    before.value = (query.get('published_before') ?? '').slice(0, 10);
    const on = [...query].filter(([name]) => FILTERS.includes(name));
    replace(chosen, on.map(([name, value]) => h('button', {
      type: 'button', class: 'chip', title: 'Remove this filter', onclick: () => choose(name, value, false),
    }, h('span', { class: 'quiet' }, `${name} `), labelOf(name, value), ' ×')),
    on.length > 1 ? h('a', { href: address('/search', { q: query.get('q') }) }, 'clear all') : null);
    const count = on.length + Number(query.has('published_after')) + Number(query.has('published_before'));
    drawer.querySelector('summary')?.replaceChildren(count ? `Filters (${count})` : 'Filters');
  }

  async function search() {
    round.abort();
    round = new AbortController();
    const { signal: mine } = round;
    controls();
    view.setAttribute('aria-busy', 'true');
    try {
      const parameters = searching(query);
      parameters.set('facets', FACETS.map(([name]) => name).join(','));
      const found = await get('/v1/search', parameters, mine);
      if (mine.aborted || signal.aborted) return;
      boxSaid.hidden = true;
      box.removeAttribute('aria-invalid');
      show(found);
      showTime(mine);
    } catch (error) {
      if (mine.aborted || signal.aborted) return;
      tell(/** @type {Error} */ (error));
    }
    view.removeAttribute('aria-busy');
  }

  /** @param {any} found */
  function show(found) {
    replace(facets, facetLists(found.facets, query, choose));
    controls();
    const { value, relation } = found.total;
    replace(total, h('b', null, `${relation === 'eq' ? '' : 'about '}${number(value)}`),
      ` ${query.get('copies') === 'story' ? (value === 1 ? 'story' : 'stories') : value === 1 ? 'article' : 'articles'}`, h('span', { class: 'quiet took' }, ` in ${Math.max(1, Math.round(found.took_ms))} ms`));
    const unlike = (found.interpreted_as ?? []).filter((/** @type {any} */ one) => !folded(one.name).includes(folded(one.text)));
    replace(meant, unlike.map((/** @type {any} */ one) => [said(one.text), ' also finds ', entityLink(one), '. ']));
    document.title = `${query.get('q') || 'All news'} · Tidings`;
    time.hidden = !value;
    if (value) replace(list, found.hits.map((/** @type {any} */ hit) => hitView(hit)));
    else replace(list, nothing());
    turn(found.next_cursor);
    const all = searching(query);
    for (const name of ['collapse', 'sort']) all.delete(name);
    take.hidden = onMap.hidden = !value;
    onMap.href = address('/map', new URLSearchParams([...query].filter(([name]) => name !== 'sort')));
    replace(exports, [
      column,
      download(address('/v1/export', new URLSearchParams([...all, ['format', 'csv']])), 'Export as CSV', 'articles.csv'),
      download(address('/v1/export', new URLSearchParams([...all, ['format', 'ndjson']])), 'Export as NDJSON', 'articles.ndjson'),
      h('a', { href: address('/v1/search.rss', all), target: '_blank', rel: 'noopener' }, 'Follow as RSS'),
    ].map((one) => h('li', null, one)));
  }

  /** When it was published, to choose a stretch of; it comes after the results and takes no room of theirs. */
  async function showTime(/** @type {AbortSignal} */ mine) {
    try {
      const { buckets } = await get('/v1/timeline', counting(query), mine);
      if (!mine.aborted) replace(time, timeline(buckets, (from, to) => change({ published_after: from, published_before: to })));
    } catch {
      if (!mine.aborted) replace(time); // the results stand without it
    }
  }

  function nothing() {
    const filtered = [...query].some(([name]) => FILTERS.includes(name) || name.startsWith('published'));
    if (filtered) return empty('Nothing matches under these filters.', h('a', { href: address('/search', { q: query.get('q') }) }, 'Search without them'));
    if (query.get('q')) return empty('Nothing matches.', 'Fewer words find more; OR between words finds either. ', h('button', { type: 'button', class: 'link', onclick: showSyntax }, 'How to search'));
    return empty('There are no articles yet.', h('a', { href: '/' }, 'How to begin'));
  }

  /** @param {Error} error */
  function tell(error) {
    const inQuery = error instanceof Problem && error.errors.find((one) => one.field === 'q');
    if (inQuery) { // half a query while it is typed: what was found before stays
      replace(boxSaid, inQuery.message);
      boxSaid.hidden = false;
      box.setAttribute('aria-invalid', 'true');
      if (list.querySelector('.hit')) return;
    }
    replace(total);
    replace(list, failed(error, error instanceof Problem && error.status === 422 ? null : search));
    turn(null);
  }

  /** @param {string | null} next */
  function turn(next) {
    cursor = next;
    more.hidden = !next;
    more.disabled = false;
  }

  async function showMore() {
    const { signal: mine } = round;
    more.disabled = true;
    try {
      const parameters = searching(query);
      parameters.set('cursor', cursor ?? '');
      const found = await get('/v1/search', parameters, mine);
      const rows = found.hits.map((/** @type {any} */ hit) => hitView(hit));
      list.append(...rows);
      turn(found.next_cursor);
      rows[0]?.querySelector('a')?.focus({ preventScroll: true });
    } catch (error) {
      if (mine.aborted) return;
      if (error instanceof Problem && error.status === 410) await search();
      else list.append(failed(/** @type {Error} */ (error), showMore));
    }
  }

  signal.addEventListener('abort', () => {
    round.abort();
    clearTimeout(typing);
  });
  search();
  return {
    update(/** @type {URLSearchParams} */ next) {
      query = next;
      return search();
    },
  };
}

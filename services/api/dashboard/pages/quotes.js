// Quotes: who said what about what.
// @ts-check
import { address, h, replace, said } from '../dom.js';
import { get } from '../api.js';
import { number } from '../format.js';
import { go } from '../router.js';
import { quoteView } from '../components/quote.js';
import { labelOf } from '../components/facets.js';
import { empty, failed, loading } from '../components/states.js';

const ASKED = ['speaker', 'about', 'q', 'language', 'publisher', 'published_after', 'published_before', 'story'];

/** @type {import('../router.js').Page} */
export function page({ view, query: first, signal }) {
  let query = first;
  let round = new AbortController();
  const fields = /** @type {[string, string, HTMLInputElement][]} */ ([['speaker', 'Who'], ['q', 'said'], ['about', 'about whom or what']].map(([name, title]) =>
    [name, title, h('input', { type: 'text', id: `quotes-${name}`, dir: 'auto' })]));
  const total = h('p', { class: 'total', role: 'status' });
  const list = h('div', { class: 'quotes' }, loading(10));
  const speakers = h('div', null);
  const more = h('button', { type: 'button', class: 'more', hidden: true }, 'More');
  replace(view,
    h('h1', null, 'Quotes'),
    h('form', { class: 'form-line', onsubmit: asked }, fields.map(([name, title, field]) => h('label', { class: 'grow', for: `quotes-${name}` }, title, field)), h('button', { class: 'primary' }, 'Find')),
    h('div', { class: 'reading' }, h('section', { 'aria-label': 'Quotations' }, h('div', { class: 'bar' }, total), list, more),
      h('aside', { 'aria-label': 'Who is quoted' }, speakers)));

  /** @param {SubmitEvent} event */
  function asked(event) {
    event.preventDefault();
    const next = new URLSearchParams([...query].filter(([name]) => !fields.some(([known]) => known === name)));
    for (const [name, , field] of fields) if (field.value.trim()) next.set(name, named(name, field.value.trim()));
    go(address('/quotes', next));
  }
  /** What a field stands for: the id behind the name it shows. @param {string} name @param {string} value */
  const named = (name, value) => {
    const before = query.get(name);
    return before && labelOf('person', before) === value ? before : value;
  };

  /** @param {string} [cursor] */
  async function show(cursor) {
    round.abort();
    round = new AbortController();
    const { signal: mine } = round;
    for (const [name, , field] of fields) field.value = query.get(name) ? labelOf('person', query.get(name) ?? '') : '';
    try {
      const found = await get('/v1/quotes', new URLSearchParams([...query].filter(([name]) => ASKED.includes(name)).concat([['collapse', 'duplicates'], ['size', '20']], cursor ? [['cursor', cursor]] : [])), mine);
      if (mine.aborted || signal.aborted) return;
      const views = found.quotes.map(quoteView);
      for (const one of found.speakers) labelOf('person', one.value, one.label);
      if (cursor) list.append(...views);
      else replace(list, views.length ? views : [...query].length ? empty('Nobody is quoted so.', 'A name in any spelling will do; leave a field empty for anybody or anything.') : empty('Nobody is quoted yet.', 'Quotations appear here with who said them as articles arrive.'));
      for (const [name, , field] of fields) if (name !== 'q' && query.get(name)) field.value = labelOf('person', query.get(name) ?? '');
      replace(total, h('b', null, `${found.total.relation === 'eq' ? '' : 'about '}${number(found.total.value)}`), found.total.value === 1 ? ' quotation' : ' quotations');
      if (!cursor) {
        replace(speakers, found.speakers.length > 0 && h('h2', null, 'Who is quoted'), h('ul', { class: 'brief' }, found.speakers.map((/** @type {any} */ one) => h('li', null,
          h('a', { href: address('/quotes', { q: query.get('q'), about: query.get('about'), speaker: one.value }) }, said(one.label)), ' ', h('span', { class: 'count' }, number(one.count))))));
      }
      more.hidden = !found.next_cursor;
      more.onclick = () => show(found.next_cursor);
    } catch (error) {
      if (!mine.aborted && !signal.aborted) replace(list, failed(/** @type {Error} */ (error), () => show()));
    }
  }
  signal.addEventListener('abort', () => round.abort());
  show();
  return {
    update(/** @type {URLSearchParams} */ next) {
      query = next;
      return show();
    },
  };
}

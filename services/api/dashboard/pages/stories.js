// Stories: what is reported, by event instead of by article.
// @ts-check
import { address, h, replace } from '../dom.js';
import { get } from '../api.js';
import { go } from '../router.js';
import { ZONE, counting } from '../components/asking.js';
import { storyView } from '../components/story.js';
import { empty, failed, loading } from '../components/states.js';

const SORTS = [['size', 'largest'], ['growth', 'growing'], ['recency', 'newest']];

/** @type {import('../router.js').Page} */
export function page({ view, query: first, signal }) {
  let query = first;
  const list = h('div', { class: 'results hits' }, loading(12));
  const more = h('button', { type: 'button', class: 'more', hidden: true }, 'More');
  const sort = h('select', { 'aria-label': 'Order', onchange: () => go(address('/stories', { q: query.get('q'), sort: sort.value === 'size' ? '' : sort.value })) },
    SORTS.map(([value, name]) => h('option', { value }, name)));
  const words = h('input', { type: 'text', id: 'stories-q', dir: 'auto' });
  replace(view, h('h1', null, 'Stories'),
    h('form', {
      class: 'form-line',
      onsubmit: (/** @type {Event} */ event) => {
        event.preventDefault();
        go(address('/stories', { q: words.value.trim(), sort: query.get('sort') }));
      },
    }, h('label', { class: 'grow', for: 'stories-q' }, 'Stories with an article about', words), h('button', { class: 'primary' }, 'Find'), sort),
    list, more);

  /** @param {string} [cursor] */
  async function show(cursor) {
    sort.value = query.get('sort') ?? 'size';
    words.value = query.get('q') ?? '';
    try {
      const asked = counting(query);
      asked.delete('collapse');
      asked.set('tz', ZONE);
      for (const [name, value] of [['sort', sort.value], ['cursor', cursor]]) if (value) asked.set(/** @type {string} */ (name), value);
      let found = await get('/v1/stories', asked, signal);
      while (!found.stories.length && found.next_cursor) { // a page of events that one article alone tells of
        asked.set('cursor', found.next_cursor);
        found = await get('/v1/stories', asked, signal);
      }
      const views = found.stories.map((/** @type {any} */ one) => storyView(one, { level: 'h2', growth: !asked.get('q') && !asked.get('entity') }));
      if (cursor) list.append(...views);
      else replace(list, views.length ? views : empty(query.get('q') ? 'No story matches.' : 'No stories yet.', 'An event that two articles or more tell of is a story.'));
      more.hidden = !found.next_cursor;
      more.onclick = () => show(found.next_cursor);
    } catch (error) {
      if (!signal.aborted) replace(list, failed(/** @type {Error} */ (error), () => show()));
    }
  }
  show();
  return {
    update(/** @type {URLSearchParams} */ next) {
      query = next;
      return show();
    },
  };
}

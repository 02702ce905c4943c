// Columns: saved searches side by side, each with its newest articles. They are kept in this browser.
// @ts-check
import { address, h, replace } from '../dom.js';
import { get } from '../api.js';
import { counted } from '../format.js';
import { searching } from '../components/asking.js';
import { hitView } from '../components/hit.js';
import { columns, remove } from '../components/saved.js';
import { empty, failed, loading } from '../components/states.js';

/** @type {import('../router.js').Page} */
export function page({ view, signal }) {
  function show() {
    const saved = columns();
    replace(view, h('div', { class: 'page-head' }, h('h1', null, 'Columns'), h('p', { class: 'quiet' }, counted(saved.length, 'column'))),
      saved.length ? h('div', { class: 'side-by-side' }, saved.map(column))
        : empty('No column yet.', h('a', { href: '/search' }, 'Search'), ' for something and keep it with “save as column”. Its newest articles then stand here.'));
  }

  /** @param {{ name: string, query: string }} saved */
  function column({ name, query }) {
    const list = h('div', null, loading(8));
    const href = address('/search', new URLSearchParams(query));
    fill(list, query);
    return h('section', { class: 'column', 'aria-label': name },
      h('div', { class: 'section-head' }, h('h2', null, h('a', { href }, name)), h('button', {
        type: 'button', class: 'link', 'aria-label': `Remove ${name}`,
        onclick: () => {
          remove(query);
          show();
        },
      }, 'remove')),
      list);
  }

  /** @param {HTMLElement} list @param {string} query */
  async function fill(list, query) {
    const asked = searching(new URLSearchParams(query));
    asked.set('sort', '-published_at');
    asked.set('size', '12');
    try {
      const found = await get('/v1/search', asked, signal);
      replace(list, found.hits.length ? found.hits.map((/** @type {any} */ hit) => hitView(hit, { level: 'h3' })) : empty('Nothing matches now.'));
    } catch (error) {
      if (!signal.aborted) replace(list, failed(/** @type {Error} */ (error), () => fill(list, query)));
    }
  }
  show();
}

// Feeds: which there are and how each is doing; add one, import a list.
// @ts-check
import { address, h, replace, said } from '../dom.js';
import { get, send } from '../api.js';
import { counted, time } from '../format.js';
import { go } from '../router.js';
import { notify } from '../shell.js';
import { empty, failed, loading } from '../components/states.js';
import { download } from '../components/download.js';
import { doing } from '../components/doing.js';

const STATES = [['', 'all'], ['ok', 'working'], ['failing', 'failing'], ['paused', 'paused'], ['new', 'new'], ['ended', 'ended']];
const SORTS = [['created_at', 'first added'], ['-created_at', 'last added'], ['-last_new_at', 'latest news'], ['-failures', 'most failures'], ['next_poll_at', 'next poll'], ['title', 'title']];

const TICK_MS = 2000;
const SELDOM = 8;

/** @type {Record<string, string>} */
export const STATUS = { new: 'new', ok: 'working', failing: 'failing', paused: 'paused', ended: 'ended' };

/** @type {import('../router.js').Page} */
export function page({ view, query: first, signal }) {
  let query = first;
  let busy = false;
  const list = h('div', null, loading(10));
  const total = h('p', { class: 'quiet', role: 'status' });
  const answer = h('div', { 'aria-live': 'polite' });
  const url = h('input', { type: 'url', required: true, placeholder: 'https://…', id: 'feed-url', spellcheck: 'false' });
  const add = h('button', { class: 'primary' }, 'Add');
  const file = h('input', { type: 'file', accept: '.opml,.xml,text/x-opml', id: 'opml', onchange: imported });
  const states = h('select', { onchange: () => change('status', states.value), 'aria-label': 'State' }, STATES.map(([value, name]) => h('option', { value }, name)));
  const sort = h('select', { onchange: () => change('sort', sort.value), 'aria-label': 'Order' }, SORTS.map(([value, name]) => h('option', { value }, name)));

  const bar = h('div', { class: 'bar', hidden: true }, h('label', { class: 'check' }, 'state', states), h('label', { class: 'check' }, 'order', sort),
    download('/v1/feeds/opml', 'Export as OPML', 'feeds.opml'));

  replace(view,
    h('div', { class: 'page-head' }, h('h1', null, 'Feeds'), total),
    h('form', { class: 'form-line', onsubmit: added },
      h('label', { class: 'grow', for: 'feed-url' }, 'The address of a feed, or of a page that links one', url), add,
      h('label', { for: 'opml' }, 'or a list of feeds (OPML)', file)),
    answer, bar,
    list);

  /** @param {string} name @param {string} value */
  function change(name, value) {
    const next = new URLSearchParams(query);
    if (value) next.set(name, value);
    else next.delete(name);
    go(address('/feeds', next));
  }

  /** @param {SubmitEvent} event */
  async function added(event) {
    event.preventDefault();
    await addFeed(url.value);
  }

  /** @param {string} at */
  async function addFeed(at) {
    add.disabled = true;
    replace(answer, h('p', { class: 'quiet' }, 'Looking at it…'));
    try {
      const { feed, candidates } = await send('POST', '/v1/feeds', { url: at });
      if (feed) {
        replace(answer);
        url.value = '';
        notify(`${feed.title ?? feed.url} is read from now on.`);
        await show();
      } else {
        replace(answer, h('p', null, 'That is a page. It links ', counted(candidates.length, 'feed'), ':'),
          h('ul', { class: 'brief' }, candidates.map((/** @type {any} */ one) => h('li', null,
            h('button', { type: 'button', onclick: () => addFeed(one.url) }, 'Add'), ' ', said(one.title ?? one.url), ' ', h('span', { class: 'quiet' }, one.url)))));
      }
    } catch (error) {
      replace(answer, failed(/** @type {Error} */ (error)));
    }
    add.disabled = false;
  }

  async function imported() {
    const chosen = file.files?.[0];
    if (!chosen) return;
    try {
      const done = await send('POST', '/v1/feeds/opml', { opml: await chosen.text() });
      notify(`${counted(done.added, 'feed')} added, ${done.known} known already, ${done.refused} refused.`);
      const refused = done.feeds.filter((/** @type {any} */ one) => one.status === 'refused');
      replace(answer, refused.length ? h('ul', { class: 'brief' }, refused.map((/** @type {any} */ one) => h('li', { class: 'ill' }, one.url, ': ', one.reason))) : null);
      await show();
    } catch (error) {
      replace(answer, failed(/** @type {Error} */ (error)));
    }
    file.value = '';
  }

  async function show() {
    states.value = query.get('status') ?? '';
    sort.value = query.get('sort') ?? 'created_at';
    try {
      const found = await get('/v1/feeds', { size: 500, status: query.get('status'), sort: query.get('sort') }, signal);
      busy = found.feeds.some((/** @type {any} */ one) => one.polling);
      replace(total, counted(found.total, 'feed'));
      bar.hidden = !found.total && !query.get('status');
      replace(list, found.feeds.length ? table(found.feeds) : empty(query.get('status') ? 'None is in this state.' : 'No feeds yet.', 'Add the address of a site you read, or import a list from another reader.'));
    } catch (error) {
      if (!signal.aborted) replace(list, failed(/** @type {Error} */ (error), show));
    }
  }

  /** @param {any[]} feeds */
  function table(feeds) {
    return h('table', { class: 'rows stack' },
      h('thead', null, h('tr', null, ['feed', 'state', 'last news', 'next poll'].map((name) => h('th', null, name)), h('td', null))),
      h('tbody', null, feeds.map((feed) => h('tr', null,
        h('td', null, h('a', { href: `/feeds/${feed.id}`, dataset: { stop: '' } }, said(feed.title ?? feed.url)), feed.title ? [h('br', null), h('span', { class: 'quiet' }, feed.url)] : null),
        h('td', null, h('span', { class: `status status-${feed.status}` }, STATUS[feed.status] ?? feed.status), feed.reason ? h('span', { class: 'quiet' }, ` ${feed.reason}`) : null),
        h('td', { dataset: { label: 'last news' } }, feed.last_new_at ? time(feed.last_new_at) : h('span', { class: 'quiet' }, 'none yet')),
        h('td', { dataset: { label: 'next poll' } }, feed.polling ? 'now' : feed.next_poll_at && feed.status !== 'paused' ? time(feed.next_poll_at) : h('span', { class: 'quiet' }, 'none')),
        h('td', null, doing('Poll now', async () => {
          const line = await send('POST', `/v1/feeds/${feed.id}/poll`);
          await show();
          return line.reason ?? `${line.new} new of ${line.items}`;
        }))))));
  }

  // what is being polled changes soon, the rest seldom
  let ticks = 0;
  const again = setInterval(() => {
    ticks += 1;
    if (!document.hidden && (busy || ticks % SELDOM === 0)) show();
  }, TICK_MS);
  signal.addEventListener('abort', () => clearInterval(again));
  show();
  return {
    update(/** @type {URLSearchParams} */ next) {
      query = next;
      return show();
    },
  };
}

// One feed: how it is doing and why, its polls, what it brought.
// @ts-check
import { address, h, outward, replace, said } from '../dom.js';
import { get, send } from '../api.js';
import { counted, duration, number, sentence, time } from '../format.js';
import { go } from '../router.js';
import { bars } from '../components/chart.js';
import { doing } from '../components/doing.js';
import { hitView } from '../components/hit.js';
import { empty, loading } from '../components/states.js';
import { STATUS } from './feeds.js';

/** @type {import('../router.js').Page} */
export async function page({ view, id, signal }) {
  replace(view, loading(10));
  const path = `/v1/feeds/${encodeURIComponent(id)}`;

  async function show() {
    const [feed, { fetches }, found] = await Promise.all([
      get(path, {}, signal), get(`${path}/fetches`, {}, signal), get('/v1/search', { feed: id, sort: '-received_at', size: 10 }, signal)]);
    document.title = `${feed.title ?? feed.url} · Tidings`;
    const paused = feed.status === 'paused';
    replace(view,
      h('div', { class: 'page-head' }, h('h1', null, said(feed.title ?? feed.url)),
        h('div', { class: 'actions' },
          act('Poll now', async () => {
            const line = await send('POST', `${path}/poll`);
            return line.reason ?? `${line.new} new of ${line.items}`;
          }),
          act(paused ? 'Resume' : 'Pause', async () => {
            await send('POST', `${path}/${paused ? 'resume' : 'pause'}`);
            return paused ? 'It is polled again.' : 'It is polled no more for now.';
          }),
          doing('Remove', async () => {
            await send('DELETE', path);
            go('/feeds');
            return 'It is forgotten; its articles stay.';
          }, { sure: 'Forget this feed? Its articles stay.' }))),
      h('p', null, h('span', { class: `status status-${feed.status}` }, STATUS[feed.status] ?? feed.status), feed.reason ? `: ${feed.reason}` : ''),
      h('dl', { class: 'pairs' },
        row('address', outward(feed.url, feed.url)),
        feed.link ? row('site', outward(feed.link, feed.link)) : null,
        feed.kind ? row('kind', kindOf(feed.kind)) : null,
        feed.websub ? row('WebSub', hubWords(feed.websub), h('span', { class: 'quiet' }, ` (${feed.websub.hub})`)) : null,
        row('next poll', feed.polling ? 'now' : feed.next_poll_at ? time(feed.next_poll_at) : 'none', feed.interval ? h('span', { class: 'quiet' }, ` (every ${duration(feed.interval)})`) : null),
        row('last polled', feed.last_polled_at ? time(feed.last_polled_at) : 'never'),
        row('last news', feed.last_new_at ? time(feed.last_new_at) : 'none yet'),
        feed.failures ? row('failures', `${number(feed.failures)} in a row`, ' since ', time(feed.failing_since)) : null,
        feed.options.tags.length ? row('tags', feed.options.tags.join(', ')) : null),
      h('div', { class: 'cols' },
        h('section', null, h('div', { class: 'section-head' }, h('h2', null, 'Its polls')), polls(fetches)),
        h('section', null,
          h('div', { class: 'section-head' }, h('h2', null, 'What it brought'), h('a', { href: address('/search', { feed: id, sort: '-received_at' }) }, counted(found.total.value, 'article'))),
          found.hits.length ? found.hits.map((/** @type {any} */ hit) => hitView(hit, { level: 'h3' })) : empty('Nothing searchable yet.'))));
  }

  /** @param {string} words @param {() => Promise<string>} does */
  function act(words, does) {
    return doing(words, async () => {
      const told = await does();
      await show();
      return told;
    });
  }

  const again = setInterval(() => document.hidden || show().catch(() => {}), 15000);
  signal.addEventListener('abort', () => clearInterval(again));
  await show();
}

/** `rss20` is RSS 2.0. @param {string} kind */
const kindOf = (kind) => kind.replace(/^rss/, 'RSS').replace(/^atom/, 'Atom').replace(/^json$/, 'JSON Feed').replace(/(\d)(\d).*$/, ' $1.$2');

/** How a hub does that was asked to deliver. @param {any} hub */
const hubWords = (hub) => hub.status === 'active'
  ? (hub.delivers ? 'its hub delivers what is new at once' : 'subscribed; it is polled until its hub has delivered')
  : hub.status === 'asked' ? 'its hub was asked to deliver' : sentence(hub.reason ?? 'its hub refused');

/** @param {string} label @param {...import('../dom.js').Child} value */
const row = (label, ...value) => [h('dt', null, label), h('dd', null, ...value)];

/** @param {any[]} fetches newest first */
function polls(fetches) {
  if (!fetches.length) return empty('It was not polled yet.');
  const drawn = fetches.slice(0, 60).reverse().map((one) => ({ label: `${new Date(one.at).toLocaleString()}: ${one.reason}`, value: one.items ?? 0, part: one.new ?? 0 }));
  return [
    bars(drawn, `Items of the last ${drawn.length} polls, the new ones stronger`),
    h('div', { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': 'Polls' }, h('table', { class: 'rows' },
      h('thead', null, h('tr', null, ['when', 'came of it', 'items', 'new', 'took'].map((name, at) => h('th', { class: at > 1 ? 'num' : null }, name)))),
      h('tbody', null, fetches.slice(0, 30).map((one) => h('tr', null,
        h('td', null, time(one.at)), h('td', null, one.reason ?? (one.new ? 'news' : 'nothing new')),
        h('td', { class: 'num' }, one.items ?? ''), h('td', { class: 'num' }, one.new ?? ''), h('td', { class: 'num' }, one.took_ms === undefined ? '' : duration(one.took_ms / 1000))))))),
  ];
}

// Now: what came last, arriving as it does; who and what is named more than before; stories that grow; where.
// @ts-check
import { address, h, replace } from '../dom.js';
import { get } from '../api.js';
import { listen } from '../live.js';
import { ZONE } from '../components/asking.js';
import { hitView } from '../components/hit.js';
import { worldMap } from '../components/map.js';
import { part } from '../components/part.js';
import { empty, loading } from '../components/states.js';
import { storyList } from '../components/story.js';
import { trendList } from '../components/trends.js';

const SHOWN = 15;

/** @type {import('../router.js').Page} */
export function page({ view, signal }) {
  const latest = h('div', { class: 'latest' }, loading(14));
  const up = h('span', { class: 'quiet', role: 'status' }, 'connecting…');
  const stories = h('section', null, loading(5));
  const trends = h('section', null, loading(8));
  const where = h('section', { class: 'where' });
  const section = (/** @type {string} */ title, /** @type {import('../dom.js').Child[]} */ ...beside) => h('div', { class: 'section-head' }, h('h2', null, title), ...beside);
  replace(view,
    h('h1', { class: 'aside' }, 'Now'),
    h('div', { class: 'now' },
      h('section', { 'aria-label': 'Latest' }, section('Latest', up), latest),
      h('div', null, stories, trends, where)));

  part(latest, signal, async () => {
    const { hits } = await get('/v1/search', { sort: '-received_at', collapse: 'duplicates', size: SHOWN }, signal);
    return hits.length ? hits.map((/** @type {any} */ hit) => hitView(hit, { level: 'h3' }))
      : empty('Nothing has arrived yet.', h('a', { href: '/feeds' }, 'Add a feed'), ' and its articles appear here by themselves.');
  });
  listen((article) => {
    latest.querySelector(`[data-id="${CSS.escape(article.id)}"]`)?.remove();
    if (!latest.querySelector('.hit')) replace(latest);
    const fresh = hitView({ article }, { level: 'h3' });
    fresh.classList.add('fresh');
    latest.prepend(fresh);
    for (const old of [...latest.querySelectorAll('.hit')].slice(SHOWN * 2)) old.remove();
  }, (stands) => replace(up, stands ? 'live' : 'connection lost; trying again'), signal);

  part(stories, signal, async () => [section('Growing stories', h('a', { href: '/stories' }, 'all')), await storyList({ sort: 'growth', size: 4 }, signal)]);
  part(trends, signal, async () => [section('Named more than before'), await trendList(signal)]);
  part(where, signal, async () => {
    const [found, map] = await Promise.all([get('/v1/places', { collapse: 'duplicates', tz: ZONE }, signal), worldMap('Where the articles happened', { still: true })]);
    map.show(found.features.map((/** @type {any} */ one) => ({
      name: one.properties.name, lat: one.geometry.coordinates[1], lon: one.geometry.coordinates[0], count: one.properties.count,
      href: address('/search', { place: one.properties.entity_id }),
    })));
    return [section('Where', h('a', { href: '/map' }, 'map')), map.element];
  });
}

// Now: what came last, arriving as it does; who and what is named more than before; stories that grow; where.
// @ts-check
import { address, h, replace } from '../dom.js';
import { get } from '../api.js';
import { counted } from '../format.js';
import { listen } from '../live.js';
import { ZONE } from '../components/asking.js';
import { hitView } from '../components/hit.js';
import { worldMap } from '../components/map.js';
import { part } from '../components/part.js';
import { loading } from '../components/states.js';
import { storiesNow } from '../components/story.js';
import { trendList } from '../components/trends.js';
import { welcome } from '../components/welcome.js';

const SHOWN = 15;
const COUNTED_MS = 6000; // so long after an arrival, what is counted is counted anew

/** @type {import('../router.js').Page} */
export function page({ view, signal }) {
  const latest = h('div', { class: 'latest' }, loading(14));
  const up = h('span', { class: 'quiet', role: 'status' }, 'connecting…');
  const aside = h('p', { class: 'quiet', hidden: true });
  const stories = h('section', null, loading(5));
  const trends = h('section', null, loading(8));
  const where = h('section', { class: 'where' });
  const counts = h('div', null, stories, trends, where);
  const section = (/** @type {string} */ title, /** @type {import('../dom.js').Child[]} */ ...beside) => h('div', { class: 'section-head' }, h('h2', null, title), ...beside);
  replace(view,
    h('h1', { class: 'aside' }, 'Now'),
    h('div', { class: 'now' },
      h('section', { 'aria-label': 'Latest' }, section('Latest arrivals', up), aside, latest),
      counts));

  /** @returns {Promise<any[]>} */
  const newest = async () => (await get('/v1/search', { sort: '-received_at', collapse: 'duplicates', size: SHOWN }, signal)).hits;
  const filled = part(latest, signal, async () => {
    const hits = await newest();
    return hits.length ? hits.map((/** @type {any} */ hit) => hitView(hit, { level: 'h3' })) : welcome(signal);
  });

  let waiting = 0;
  const countLater = () => {
    waiting ||= window.setTimeout(() => {
      waiting = 0;
      if (counts.contains(document.activeElement)) countLater(); // not under the fingers of who reads there
      else count();
    }, COUNTED_MS);
  };
  const inList = (/** @type {any} */ article) => latest.querySelector(`[data-id="${CSS.escape(article.id)}"]`);
  /** @param {any} hit */
  function arrived(hit) {
    inList(hit.article)?.remove();
    if (!latest.querySelector('.hit')) replace(latest);
    const fresh = hitView(hit, { level: 'h3' });
    fresh.classList.add('fresh');
    latest.prepend(fresh);
    for (const old of [...latest.querySelectorAll('.hit')].slice(SHOWN * 2)) old.remove();
    countLater();
  }

  /** What came between the list and the connection, or while that was lost. */
  async function catchUp() {
    await filled;
    try {
      for (const hit of (await newest()).reverse()) if (!inList(hit.article)) arrived(hit);
    } catch {
      // what is there stands
    }
  }
  listen((article) => arrived({ article }), (stands) => {
    replace(up, stands ? 'live' : 'connection lost; trying again');
    if (stands) catchUp();
  }, signal);
  signal.addEventListener('abort', () => clearTimeout(waiting));

  function count() {
    part(stories, signal, async () => {
      const { title, drawn } = await storiesNow(4, signal);
      return [section(title, h('a', { href: '/stories' }, 'all')), drawn];
    });
    part(trends, signal, async () => {
      const { title, drawn } = await trendList(signal);
      return [section(title), drawn];
    });
    part(where, signal, async () => {
      const [found, map] = await Promise.all([get('/v1/places', { collapse: 'duplicates', tz: ZONE }, signal), worldMap('Where the articles happened', { still: true })]);
      map.show(found.features.map((/** @type {any} */ one) => ({
        name: one.properties.name, lat: one.geometry.coordinates[1], lon: one.geometry.coordinates[0], count: one.properties.count,
        href: address('/search', { place: one.properties.entity_id }),
      })));
      return [section('Where', h('a', { href: '/map' }, 'map')), map.element];
    });
    beside();
  }

  /** What was pushed but is not in the list, and why. */
  async function beside() {
    try {
      const { pending, quarantined } = await get('/v1/pipeline', {}, signal);
      const words = [pending ? `${counted(pending, 'document')} on the way` : '', quarantined ? `${counted(quarantined, 'document')} could not be processed` : ''].filter(Boolean).join(', ');
      replace(aside, words, words ? [': ', h('a', { href: '/pipeline' }, 'see the pipeline')] : null);
      aside.hidden = !words;
      if (pending) countLater();
    } catch {
      aside.hidden = true; // what is searchable stands without it
    }
  }
  count();
}

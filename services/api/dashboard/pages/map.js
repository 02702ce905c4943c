// Map: where it happened, in the time that is chosen below.
// @ts-check
import { address, h, replace, said } from '../dom.js';
import { get } from '../api.js';
import { counted, country, number } from '../format.js';
import { go } from '../router.js';
import { box } from '../shell.js';
import { FILTERS } from '../components/facets.js';
import { worldMap } from '../components/map.js';
import { empty, failed, loading } from '../components/states.js';
import { timeline } from '../components/timeline.js';
import { counting } from '../components/asking.js';

const LISTED = 40;

/** @type {import('../router.js').Page} */
export async function page({ view, query: first, signal }) {
  let query = first;
  const total = h('p', { class: 'quiet', role: 'status' });
  const time = h('div', { class: 'time-place' });
  const list = h('aside', { class: 'places', 'aria-label': 'Places by count' }, loading(8));
  const place = h('div', { class: 'map-place' });
  replace(view, h('div', { class: 'page-head' }, h('h1', null, 'Map'), total), h('div', { class: 'mapping' }, h('div', null, place, time), list));
  const map = await worldMap('Where the articles happened; the list beside it says the same');
  if (signal.aborted) return;
  replace(place, map.element);
  const [lat, lon] = (query.get('at') ?? '').split(',').map(Number);
  if (Number.isFinite(lat) && Number.isFinite(lon)) map.look(lat, lon, Math.min(40, Number(query.get('zoom')) || 4));

  async function show() {
    box.value = query.get('q') ?? '';
    const asked = counting(query);
    try {
      const whole = new URLSearchParams([...asked].filter(([name]) => !name.startsWith('published')));
      const [places, times] = await Promise.all([get('/v1/places', asked, signal), get('/v1/timeline', whole, signal)]);
      const found = places.features.map((/** @type {any} */ one) => ({
        name: one.properties.name, lat: one.geometry.coordinates[1], lon: one.geometry.coordinates[0], count: one.properties.count,
        country: one.properties.country, kind: one.properties.kind,
        href: address('/search', new URLSearchParams([...query].filter(([name]) => name === 'q' || name.startsWith('published') || FILTERS.includes(name)).concat([['place', one.properties.entity_id]]))),
      }));
      map.show(found);
      replace(total, found.length < places.places ? `the ${number(found.length)} most named of ${counted(places.places, 'place')}` : counted(found.length, 'place'));
      const chosen = query.has('published_after') || query.has('published_before');
      replace(time, timeline(times.buckets, (from, to) => {
        const next = new URLSearchParams(query);
        next.set('published_after', from);
        next.set('published_before', to);
        go(address('/map', next));
      }), chosen ? h('p', null, 'Only some of the time is on the map. ', h('a', { href: address('/map', new URLSearchParams([...query].filter(([name]) => !name.startsWith('published')))) }, 'Show all of it')) : null);
      replace(list, found.length ? h('h2', null, 'Most named') : empty('No place is named here.'), h('ol', { class: 'brief tally' }, found.slice(0, LISTED).map((/** @type {any} */ one) => h('li', null,
        h('span', null, h('a', { class: 'name name-place', href: one.href, dataset: { stop: '' } }, said(one.name)),
          one.country && one.kind !== 'country' ? h('span', { class: 'quiet' }, ` ${country(one.country)}`) : null),
        h('span', { class: 'count' }, number(one.count))))));
    } catch (error) {
      if (!signal.aborted) replace(list, failed(/** @type {Error} */ (error), show));
    }
  }
  await show();
  if (!query.has('at') && [...query].length) map.fit();
  return {
    update(/** @type {URLSearchParams} */ next) {
      query = next;
      return show();
    },
  };
}


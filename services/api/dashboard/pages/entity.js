// Entity: all that is known of a person, an organization, a place: names, when, with whom, what they said, where, stories.
// @ts-check
import { address, h, outward, replace, said } from '../dom.js';
import { get } from '../api.js';
import { counted, country, number, time } from '../format.js';
import { labelOf } from '../components/facets.js';
import { hitView } from '../components/hit.js';
import { worldMap } from '../components/map.js';
import { entityLink } from '../components/names.js';
import { network } from '../components/network.js';
import { part } from '../components/part.js';
import { quoteView } from '../components/quote.js';
import { loading } from '../components/states.js';
import { timeline } from '../components/timeline.js';
import { ZONE } from '../components/asking.js';
import { go } from '../router.js';

const NODES = 30;

/** @type {import('../router.js').Page} */
export async function page({ view, id, signal }) {
  replace(view, loading(14));
  const path = `/v1/entities/${encodeURIComponent(id)}`;
  const entity = await get(path, { quotes: 4 }, signal);
  labelOf('entity', id, entity.name);
  labelOf('person', id, entity.name);
  document.title = `${entity.name} · Tidings`;
  const parts = {
    time: h('section', null, loading(3)), together: h('section', null, loading(8)), articles: h('section', null, loading(6)), where: h('section', null),
  };
  const articles = address('/search', { entity: id, sort: '-published_at' });
  replace(view,
    h('div', { class: 'page-head' }, h('h1', null, said(entity.name)), h('p', { class: 'leads' },
      h('a', { href: articles }, counted(entity.count, 'article')),
      entity.type === 'person' || entity.quotes.by.total.value ? h('a', { href: address('/quotes', { speaker: id }) }, 'What they said') : null,
      h('a', { href: address('/map', { entity: id }) }, 'On the map'),
      entity.uri ? outward(entity.uri, 'Elsewhere') : null)),
    h('p', { class: 'source' }, h('span', { class: `name name-${entity.type}` }, entity.type),
      entity.place?.country && entity.place.kind !== 'country' ? h('span', null, `${entity.place.kind} in ${country(entity.place.country)}`) : null,
      entity.first_seen ? h('span', null, 'first seen ', time(entity.first_seen, 'day')) : null, entity.last_seen ? h('span', null, 'last seen ', time(entity.last_seen, 'day')) : null),
    entity.aliases.length > 1 ? h('p', { class: 'spellings' }, h('span', { class: 'quiet' }, 'Written '), entity.aliases.map((/** @type {any} */ one, /** @type {number} */ at) =>
      [at ? ', ' : '', said(one.name), h('span', { class: 'count' }, ` ${number(one.count)}`)])) : null,
    parts.time,
    h('div', { class: 'cols' }, h('div', null, spoken(entity), stories(entity)), h('div', null, parts.articles)),
    parts.together, parts.where);

  part(parts.time, signal, async () => {
    const found = await get('/v1/timeline', { entity: id, collapse: 'duplicates', tz: ZONE }, signal);
    return timeline(found.buckets, (from, to) => go(address('/search', { entity: id, published_after: from, published_before: to })));
  });
  part(parts.articles, signal, async () => {
    const found = await get('/v1/search', { entity: id, collapse: 'duplicates', sort: '-published_at', size: 5 }, signal);
    return [heading('Latest articles', h('a', { href: articles }, 'all')), found.hits.map((/** @type {any} */ hit) => hitView(hit, { level: 'h3' }))];
  });
  part(parts.together, signal, () => together(entity, signal));
  if (entity.places.length) {
    part(parts.where, signal, async () => {
      const found = await get('/v1/places', { entity: id, collapse: 'duplicates' }, signal);
      const map = await worldMap(`Places named with ${entity.name}`, { still: true });
      map.show(found.features.map((/** @type {any} */ one) => ({
        name: one.properties.name, lat: one.geometry.coordinates[1], lon: one.geometry.coordinates[0], count: one.properties.count,
        href: address('/search', { entity: id, place: one.properties.entity_id }),
      })));
      return [heading('Where', h('a', { href: address('/map', { entity: id }) }, 'a larger map')), map.element];
    });
  }
}

/** @param {string} title @param {...import('../dom.js').Child} beside */
const heading = (title, ...beside) => h('div', { class: 'section-head' }, h('h2', null, title), ...beside);

/** @param {any} entity */
function spoken(entity) {
  const { by, about } = entity.quotes;
  return [
    by.quotes.length ? h('section', { class: 'quotes' }, heading('What they said', h('a', { href: address('/quotes', { speaker: entity.id }) }, counted(by.total.value, 'quotation'))), by.quotes.map(quoteView)) : null,
    about.quotes.length ? h('section', { class: 'quotes' }, heading('What was said of them', h('a', { href: address('/quotes', { about: entity.id }) }, counted(about.total.value, 'quotation'))), about.quotes.map(quoteView)) : null,
  ];
}

/** @param {any} entity */
function stories(entity) {
  if (!entity.stories.length) return null;
  return h('section', null, heading('Stories'), h('ul', { class: 'brief' }, entity.stories.map((/** @type {any} */ one) =>
    h('li', null, h('a', { href: `/stories/${encodeURIComponent(one.value)}` }, said(one.label)), ' ', h('span', { class: 'count' }, counted(one.count, 'article'))))));
}

/** With whom it is named: a network among those, and a list. @param {any} entity @param {AbortSignal} signal */
async function together(entity, signal) {
  const asked = { collapse: 'duplicates', tz: ZONE };
  const [graph, found] = await Promise.all([
    get('/v1/graph', { ...asked, entity: entity.id, nodes: NODES, edges: 120 }, signal),
    get(`/v1/entities/${encodeURIComponent(entity.id)}/related`, { ...asked, size: 20 }, signal)]);
  if (graph.nodes.length < 2) return null;
  return [heading('Named together with'),
    h('div', { class: 'beside' }, await network(graph.nodes, graph.edges, entity.id, signal),
      h('ol', { class: 'brief' }, found.related.map((/** @type {any} */ one) => h('li', null, entityLink(one), ' ', h('span', { class: 'count' }, counted(one.together, 'article'))))))];
}

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
import { storiesOf, storyView } from '../components/story.js';
import { timeline } from '../components/timeline.js';
import { ZONE } from '../components/asking.js';
import { go } from '../router.js';

const NODES = 30;
const QUOTES = 4;

/** @type {import('../router.js').Page} */
export async function page({ view, id, signal }) {
  replace(view, loading(14));
  const path = `/v1/entities/${encodeURIComponent(id)}`;
  const entity = await get(path, { quotes: 0 }, signal);
  labelOf('entity', id, entity.name);
  labelOf('person', id, entity.name);
  document.title = `${entity.name} · Tidings`;
  const parts = {
    time: h('section', { class: 'time-place' }, loading(3)), stories: h('section', null), said: h('section', null), together: h('section', null, loading(8)), articles: h('section', null, loading(6)), where: h('section', null),
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
    h('div', { class: 'cols' }, h('div', null, parts.said, parts.stories), h('div', null, parts.articles)),
    parts.together, parts.where);

  part(parts.time, signal, async () => {
    const found = await get('/v1/timeline', { entity: id, collapse: 'duplicates', tz: ZONE }, signal);
    return timeline(found.buckets, (from, to) => go(address('/search', { entity: id, published_after: from, published_before: to })));
  });
  part(parts.articles, signal, async () => {
    const found = await get('/v1/search', { entity: id, collapse: 'duplicates', sort: '-published_at', size: 5 }, signal);
    return [heading('Latest articles', h('a', { href: articles }, 'all')), found.hits.map((/** @type {any} */ hit) => hitView(hit, { level: 'h3' }))];
  });
  if (entity.quotes.by.total.value || entity.quotes.about.total.value) part(parts.said, signal, () => spoken(entity, signal));
  part(parts.stories, signal, () => stories(entity, signal));
  part(parts.together, signal, () => together(entity, signal));
  if (entity.places.length) {
    part(parts.where, signal, async () => {
      const found = await get('/v1/places', { entity: id, collapse: 'duplicates' }, signal);
      const map = await worldMap(`Places named with ${entity.name}`, { still: true });
      map.show(found.features.map((/** @type {any} */ one) => ({
        name: one.properties.name, lat: one.geometry.coordinates[1], lon: one.geometry.coordinates[0], count: one.properties.count,
        href: address('/search', { entity: id, place: one.properties.entity_id }),
      })));
      map.fit();
      return [heading('Where', h('a', { href: address('/map', { entity: id }) }, 'a larger map')), map.element];
    });
  }
}

/** @param {string} title @param {...import('../dom.js').Child} beside */
const heading = (title, ...beside) => h('div', { class: 'section-head' }, h('h2', null, title), ...beside);

/** @param {any} entity @param {AbortSignal} signal */
async function spoken(entity, signal) {
  /** @type {[string, string][]} */
  const kinds = [['speaker', 'What they said'], ['about', 'What was said of them']];
  const found = await Promise.all(kinds.map(([asked]) => get('/v1/quotes', { [asked]: entity.id, collapse: 'duplicates', size: QUOTES }, signal)));
  return kinds.map(([asked, title], at) => found[at].quotes.length > 0 && h('section', { class: 'quotes' },
    heading(title, h('a', { href: address('/quotes', { [asked]: entity.id }) }, counted(found[at].total.value, 'quotation'))), found[at].quotes.map(quoteView)));
}

/** @param {any} entity @param {AbortSignal} signal */
async function stories(entity, signal) {
  const found = await storiesOf({ entity: entity.id, size: 5 }, signal);
  return found.length ? [heading('Stories', h('a', { href: address('/stories', { entity: entity.id }) }, 'all')), found.map((one) => storyView(one))] : null;
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

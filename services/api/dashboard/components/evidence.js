// Why something in a text was marked: what it is taken for, how that was decided and how surely, and where it leads.
// @ts-check
import { address, h, said } from '../dom.js';
import { country, counted, percent } from '../format.js';
import { entityPath } from './names.js';

/** What the methods of a mention do, in words. @type {Record<string, string>} */
const METHODS = {
  model: 'the language model read it so in its sentence',
  gazetteer: 'it stands in the gazetteer of places',
  alias: 'it is a known name of theirs',
  repeat: 'it was named in full elsewhere in the article',
  surname: 'the surname of a person named in full elsewhere in the article',
  acronym: 'the short form of a name given in full elsewhere in the article',
  rule: 'the words around it say so',
  user: 'it stands in your own file of entities',
};

/** @param {string} label @param {...import('../dom.js').Child} value */
const row = (label, ...value) => [h('dt', null, label), h('dd', null, ...value)];
/** @param {number} score */
const sure = (score) => [h('meter', { min: '0', max: '1', value: score, 'aria-label': 'Score' }), ` ${percent(score)}`];

/** The API's own sentences. @param {string[]} [why] */
const sentences = (why) => (why?.length ? h('ul', { class: 'why' }, why.map((one) => h('li', { dir: 'auto' }, one))) : null);

/** @param {any} mention @param {any} article */
function ofMention(mention, article) {
  const known = article.explanation?.entities.find((/** @type {any} */ one) => one.id === mention.entity_id);
  const entity = article.entities.find((/** @type {any} */ one) => one.id === mention.entity_id);
  const place = article.places.find((/** @type {any} */ one) => one.entity_id === mention.entity_id);
  return [
    h('h2', null, entity ? said(entity.name) : said(mention.text)),
    h('dl', null,
      row('is a', h('span', { class: `name name-${mention.type}` }, mention.type)),
      row('because', METHODS[mention.method] ?? mention.method, h('span', { class: 'quiet' }, ` (${mention.method})`)),
      row('score', sure(mention.score)),
      entity ? row('named', counted(entity.count, 'time'), ' in this article') : null,
      entity?.aliases.length ? row('also as', entity.aliases.map((/** @type {string} */ one, /** @type {number} */ at) => [at ? ', ' : '', said(one)])) : null,
      place?.country ? row('in', country(place.country), place.kind ? h('span', { class: 'quiet' }, ` (${place.kind})`) : null) : null,
      place?.location ? row('at', `${place.location.lat.toFixed(2)}°, ${place.location.lon.toFixed(2)}°`) : null),
    sentences(known?.why),
    h('p', { class: 'leads' },
      mention.entity_id ? h('a', { href: entityPath(mention.entity_id) }, 'All that is known of it') : null,
      mention.entity_id ? h('a', { href: address('/search', { entity: mention.entity_id }) }, 'Articles that name it') : null,
      mention.type === 'person' && mention.entity_id ? h('a', { href: address('/quotes', { speaker: mention.entity_id }) }, 'What they said') : null,
      place?.location ? h('a', { href: address('/map', { at: `${place.location.lat},${place.location.lon}`, zoom: '5' }) }, 'On the map') : null),
  ];
}

/** @param {any} quote @param {any} article */
function ofQuote(quote, article) {
  const { speaker } = quote;
  const known = article.explanation?.quotes.find((/** @type {any} */ one) => one.start === quote.start && one.field === quote.field);
  return [
    h('h2', null, 'Quotation'),
    h('blockquote', { dir: 'auto' }, quote.text),
    h('dl', null,
      row('said by', speaker ? said(speaker.name ?? speaker.text) : 'nobody who is named'),
      speaker && speaker.name && speaker.text !== speaker.name ? row('written as', said(speaker.text)) : null,
      quote.cue ? row('because of', h('q', null, said(quote.cue))) : null,
      row('form', quote.kind === 'direct' ? 'a whole utterance' : 'words within a sentence of the writer’s'),
      row('score', sure(quote.score))),
    sentences(known?.why),
    h('p', { class: 'leads' },
      speaker?.entity_id ? h('a', { href: entityPath(speaker.entity_id) }, 'Who that is') : null,
      speaker?.entity_id ? h('a', { href: address('/quotes', { speaker: speaker.entity_id }) }, 'What else they said') : null),
  ];
}

/** @param {any} date */
function ofDate(date) {
  const day = /^\d{4}-\d\d-\d\d$/.test(date.value ?? '') ? date.value : null;
  return [
    h('h2', null, 'Date'),
    h('dl', null,
      row('written', said(date.text)),
      row('means', date.value ?? 'unknown', date.grain ? h('span', { class: 'quiet' }, ` (a ${date.grain})`) : null),
      row('because', date.relative ? 'reckoned from the day of publication' : 'it says so in full')),
    h('p', { class: 'leads' }, day ? h('a', { href: address('/search', { published_after: day, sort: 'published_at' }) }, 'Published since then') : null),
  ];
}

/** @param {'mention' | 'date' | 'quote'} kind @param {any} of @param {any} article */
export function evidence(kind, of, article) {
  return kind === 'mention' ? ofMention(of, article) : kind === 'quote' ? ofQuote(of, article) : ofDate(of);
}

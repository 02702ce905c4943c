// A story in a list: its headline, who and where, how it grows.
// @ts-check
import { h, said } from '../dom.js';
import { get } from '../api.js';
import { counted, language, time } from '../format.js';
import { ZONE } from './asking.js';
import { entityLink } from './names.js';
import { empty } from './states.js';

/** @param {string} id */
export const storyPath = (id) => `/stories/${encodeURIComponent(id)}`;

/**
 * @param {any} story as /v1/stories lists it @param {{ level?: 'h2' | 'h3', growth?: boolean }} [how]
 * `growth`: whether to tell it; it is reckoned up to the newest of the articles asked for, so it says something of all of them only
 */
export function storyView(story, { level = 'h3', growth = false } = {}) {
  const grown = growth ? story.last_day - story.day_before : 0;
  return h('article', { class: 'hit' },
    h(level, { class: 'headline', dir: 'auto' }, h('a', { href: storyPath(story.id) }, story.headline || '(no headline)')),
    h('p', { class: 'source' },
      h('b', { class: 'publisher' }, counted(story.articles, 'article')),
      time(story.last_published_at),
      h('span', null, story.publishers.map((/** @type {string} */ name, /** @type {number} */ at) => [at ? ', ' : '', said(name)])),
      story.languages.length > 1 ? h('span', null, story.languages.map(language).join(', ')) : null,
      grown > 0 ? h('span', { class: 'well' }, `${grown} more than the day before`) : null),
    h('p', { class: 'who' },
      story.entities.slice(0, 4).map((/** @type {any} */ one) => [entityLink(one), ' ']),
      story.places.slice(0, 2).map((/** @type {any} */ one) => [entityLink({ id: one.entity_id, type: 'place', name: one.name }), ' '])));
}

/** The first stories of a list. @param {Record<string, any>} asked @param {AbortSignal} signal @returns {Promise<any[]>} */
export async function storiesOf(asked, signal) {
  return (await get('/v1/stories', { tz: ZONE, ...asked }, signal)).stories;
}

/** What is told of stories right now: those that grow; where none does, the largest. @param {number} size @param {AbortSignal} signal */
export async function storiesNow(size, signal) {
  const found = await storiesOf({ sort: 'growth', size }, signal);
  const growing = found.filter((one) => one.last_day > one.day_before);
  const shown = growing.length ? growing : found;
  return {
    title: growing.length ? 'Growing stories' : 'Stories',
    drawn: shown.length ? shown.map((one) => storyView(one, { growth: true })) : empty('No stories yet.', 'An event that two articles tell of becomes one.'),
  };
}

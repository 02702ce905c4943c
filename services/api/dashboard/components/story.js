// A story in a list: its headline, who and where, how it grows.
// @ts-check
import { address, h, said } from '../dom.js';
import { get } from '../api.js';
import { counted, language, time } from '../format.js';
import { ZONE } from './asking.js';
import { entityLink } from './names.js';
import { empty } from './states.js';

/** @param {string} id */
export const storyPath = (id) => `/stories/${encodeURIComponent(id)}`;

/** @param {any} story as /v1/stories lists it @param {'h2' | 'h3'} [level] */
export function storyView(story, level = /** @type {'h2' | 'h3'} */ ('h3')) {
  const grown = story.last_day - story.day_before;
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

/** The first stories of a list. @param {Record<string, any>} asked @param {AbortSignal} signal */
export async function storyList(asked, signal) {
  const { stories } = await get('/v1/stories', { tz: ZONE, ...asked }, signal);
  return stories.length ? stories.map((/** @type {any} */ one) => storyView(one)) : empty('No story yet.', 'What two articles tell of becomes one. ', h('a', { href: address('/search') }, 'All articles'));
}

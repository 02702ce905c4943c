// People, organizations and places as links to what is known of them; the type shows in colour and in words.
// @ts-check
import { h, said } from '../dom.js';

/** @typedef {{ id: string, type: string, name: string, count?: number }} Entity */

/** @param {string} id */
export const entityPath = (id) => `/entities/${encodeURIComponent(id)}`;

/** @param {Entity} entity @param {import('../dom.js').Child} [note] */
export function entityLink(entity, note) {
  return h('a', { class: `name name-${entity.type}`, href: entityPath(entity.id), title: `${entity.type}: ${entity.name}` },
    said(entity.name), note ? h('span', { class: 'quiet' }, ' ', note) : null);
}

/** The most salient entities of an article, the kinds first that say who and where. @param {Entity[]} entities @param {number} most */
export function whoIsIn(entities, most = 6) {
  const told = entities.filter((one) => TOLD.has(one.type)).slice(0, most);
  return told.length ? h('p', { class: 'who' }, told.map((one) => [entityLink(one), ' '])) : null;
}

const TOLD = new Set(['person', 'organization', 'place', 'event']);

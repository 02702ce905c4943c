// A quotation in a list: the words, what stands around them, who said it and where it was printed.
// @ts-check
import { h, said } from '../dom.js';
import { time } from '../format.js';
import { articlePath } from './hit.js';
import { entityLink, entityPath } from './names.js';

const ENDS = /[.!?…。！？؟۔।]\P{L}{0,3}$/u;

/** Whether the words before a quotation begin within the text. @param {any} quote */
const goesBefore = (quote) => quote.start > [...quote.before].length && /^[\p{L}\p{N}]/u.test(quote.before);

/** @param {any} quote as /v1/quotes answers it */
export function quoteView(quote) {
  const { speaker, article } = quote;
  const name = speaker ? said(speaker.name ?? speaker.text) : null;
  return h('figure', { class: 'quote' },
    h('blockquote', { dir: 'auto' },
      quote.before ? h('span', { class: 'quiet' }, goesBefore(quote) ? '… ' : '', quote.before) : null,
      h('mark', null, quote.text),
      quote.after ? h('span', { class: 'quiet' }, quote.after, ENDS.test(quote.after) ? '' : ' …') : null),
    h('figcaption', null,
      name ? speaker.entity_id ? h('a', { class: 'name name-person', href: entityPath(speaker.entity_id) }, name) : h('b', null, name) : h('span', { class: 'quiet' }, 'not attributed'),
      quote.about?.length ? [' on ', quote.about.slice(0, 3).map((/** @type {any} */ one, /** @type {number} */ at) => [at ? ', ' : '', entityLink(one)])] : null,
      h('span', { class: 'quiet' }, ' in ', h('a', { href: articlePath(article.id), dataset: { stop: '' } }, said(article.headline || 'an article')),
        ', ', said(article.publisher.name ?? article.publisher.domain ?? ''), ' ', time(article.published_at ?? article.received_at))));
}

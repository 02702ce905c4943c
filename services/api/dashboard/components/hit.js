// One found article in a list.
// @ts-check
import { h, outward, said } from '../dom.js';
import { counted, language, percent, time } from '../format.js';
import { highlighted } from '../highlight.js';
import { whoIsIn } from './names.js';

/** @param {string} id */
export const articlePath = (id) => `/articles/${encodeURIComponent(id)}`;

/** @param {any} article */
export function sourceLine(article) {
  const { publisher } = article;
  const name = publisher.name ?? publisher.domain;
  return h('p', { class: 'source' },
    name ? said(name, { class: 'publisher' }) : h('span', { class: 'publisher quiet' }, 'unknown publisher'),
    time(article.published_at ?? article.received_at),
    h('span', null, language(article.language.code)),
    copyNote(article.duplicate));
}

/** @param {{ kind: string, similarity: number | null, of: string | null } | null} duplicate */
function copyNote(duplicate) {
  if (!duplicate?.of) return null;
  const words = duplicate.kind === 'exact' ? 'exact copy' : `near copy${duplicate.similarity ? `, ${percent(duplicate.similarity)}` : ''}`;
  return h('span', { class: 'tag' }, words);
}

/**
 * @param {{ article: any, highlights?: Record<string, string[]>, members?: any, lead?: string }} hit
 * @param {{ level?: 'h2' | 'h3' }} [how]
 */
export function hitView(hit, how = {}) {
  const { article, highlights = {} } = hit;
  const headline = highlights.headline?.[0];
  const snippets = [...(highlights.summary ?? []), ...(highlights.body ?? [])].slice(0, 3);
  const words = article.headline || '(no headline)';
  const lead = article.summary ?? hit.lead ?? article.lead;
  const folded = Math.max(0, (hit.members?.count ?? 1) - 1);
  return h('article', { class: 'hit', dataset: { id: article.id } },
    h(how.level ?? 'h2', { class: 'headline', dir: 'auto' },
      h('a', { href: articlePath(article.id) }, headline ? highlighted(headline) : words)),
    sourceLine(article),
    snippets.length
      ? h('p', { class: 'snippet', dir: 'auto' }, snippets.map((one, place) => (place ? [' ', highlighted(one.replace(/^…/, ''))] : highlighted(one))))
      : lead ? h('p', { class: 'snippet lead', dir: 'auto' }, lead) : null,
    whoIsIn(article.entities ?? []),
    h('p', { class: 'more-of' },
      article.story_id ? h('a', { href: `/stories/${encodeURIComponent(article.story_id)}` }, folded ? `and ${counted(folded, 'more', 'more')}` : 'story') : null,
      article.url ? outward(article.url, 'original') : null));
}

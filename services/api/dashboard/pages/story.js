// Story: one event as all its articles tell it: who, what, when, where, how it developed, who reported first, what was said.
// @ts-check
import { address, h, replace, said } from '../dom.js';
import { get } from '../api.js';
import { counted, country, language, number, time } from '../format.js';
import { go } from '../router.js';
import { ZONE } from '../components/asking.js';
import { articlePath, hitView } from '../components/hit.js';
import { worldMap } from '../components/map.js';
import { entityLink, entityPath } from '../components/names.js';
import { part } from '../components/part.js';
import { loading } from '../components/states.js';
import { timeline } from '../components/timeline.js';

const DAY_MS = 86400000;

/** @type {import('../router.js').Page} */
export async function page({ view, id, signal }) {
  replace(view, loading(14));
  const story = await get(`/v1/stories/${encodeURIComponent(id)}`, { tz: ZONE, size: 50 }, signal);
  if (story.id !== id) { // it was merged into another
    go(`/stories/${encodeURIComponent(story.id)}`, { replace: true });
    return;
  }
  document.title = `${story.headline ?? 'Story'} · Tidings`;
  const where = h('div', { class: 'where' });
  const days = story.timeline.map((/** @type {any} */ one) => {
    const start = new Date(`${one.day}T00:00:00`);
    return { start: start.toISOString(), end: new Date(start.getTime() + DAY_MS).toISOString(), count: one.articles };
  });
  const first = story.first_report;
  /** @type {Map<string, string | null>} */
  const headlines = new Map(story.articles.flatMap((/** @type {any} */ one) => [one, ...one.duplicates]).map((/** @type {any} */ one) => [one.id, one.headline]));
  replace(view,
    h('div', { class: 'page-head' }, h('h1', { dir: 'auto' }, story.headline || '(no headline)')),
    h('p', { class: 'source' },
      h('b', { class: 'publisher' }, counted(story.size, 'article')),
      story.originals < story.size ? h('span', null, counted(story.size - story.originals, 'copy', 'copies'), ' among them') : null,
      h('span', null, counted(story.sources.length, 'source')),
      h('span', null, story.languages.map(language).join(', ')),
      h('span', null, time(story.first_published_at, 'day'), ' – ', time(story.last_published_at, 'day'))),
    timeline(days, null),
    h('div', { class: 'reading' },
      h('section', { 'aria-label': 'Articles' }, heading('How it developed', h('a', { href: address('/search', { story: id, sort: 'published_at' }) }, 'search in it')),
        story.articles.map(member)),
      h('aside', { class: 'facts', 'aria-label': 'Who, what, when, where' },
        first ? h('section', { class: 'fact' }, h('h2', null, 'First to report'), h('p', null, said(first.publisher.name ?? first.publisher.domain ?? ''), ', ', time(first.published_at, 'full')),
          h('p', null, h('a', { href: articlePath(first.id) }, said(first.headline ?? '')))) : null,
        story.who.length ? h('section', { class: 'fact' }, h('h2', null, 'Who'), h('ul', null, story.who.map((/** @type {any} */ one) => h('li', null, entityLink(one, one.articles > 1 ? number(one.articles) : null))))) : null,
        story.what.length ? h('section', { class: 'fact' }, h('h2', null, 'What'), h('ul', null, story.what.map((/** @type {any} */ one) => h('li', null, h('a', { class: 'keyword', href: address('/search', { story: id, keyword: one.text }) }, said(one.text)))))) : null,
        story.when.length ? h('section', { class: 'fact' }, h('h2', null, 'When'), h('ul', null, story.when.map((/** @type {any} */ one) => h('li', null, time(`${one.value}T12:00:00`, 'day'), one.articles > 1 ? h('span', { class: 'quiet' }, ` ${number(one.articles)}`) : null)))) : null,
        story.where.length ? h('section', { class: 'fact' }, h('h2', null, 'Where'), h('ul', null, story.where.map((/** @type {any} */ one) => h('li', null,
          entityLink({ id: one.entity_id, type: 'place', name: one.name }, one.country && one.kind !== 'country' ? country(one.country) : null)))), where) : null,
        story.sources.length ? h('section', { class: 'fact' }, h('h2', null, 'Sources'), h('ul', null, story.sources.map((/** @type {any} */ one) => h('li', null,
          h('a', { href: address('/search', { story: id, publisher: one.value }) }, said(one.label)), ' ', h('span', { class: 'count' }, number(one.count)))))) : null,
        story.quotes.length ? h('section', { class: 'quotes' }, h('h2', null, 'What was said'), story.quotes.map((/** @type {any} */ one) => spoken(one, headlines.get(one.article_id))),
          h('p', null, h('a', { href: address('/quotes', { story: id }) }, 'All quotations'))) : null)));

  const placed = story.where.filter((/** @type {any} */ one) => one.location);
  if (placed.length) {
    part(where, signal, async () => {
      const map = await worldMap('Where it happened', { still: true });
      map.show(placed.map((/** @type {any} */ one) => ({ name: one.name, ...one.location, count: one.articles, href: entityPath(one.entity_id) })));
      map.fit();
      return map.element;
    });
  }
}

/** @param {string} title @param {...import('../dom.js').Child} beside */
const heading = (title, ...beside) => h('div', { class: 'section-head' }, h('h2', null, title), ...beside);

/** @param {any} article a member, its copies apart */
function member(article) {
  const { duplicates } = article;
  const shown = hitView({ article: { ...article, story_id: null } }, { level: 'h3' });
  if (duplicates.length) {
    shown.append(h('ul', { class: 'copies brief' }, duplicates.map((/** @type {any} */ one) => h('li', null, h('span', { class: 'tag' }, 'copy'), ' ',
      h('a', { href: articlePath(one.id) }, said(one.headline ?? '')), ' ', h('span', { class: 'quiet' }, said(one.publisher.name ?? one.publisher.domain ?? ''), ' ', time(one.published_at))))));
  }
  return shown;
}

/** @param {any} quote @param {string | null} [headline] of the article it stands in */
const spoken = (quote, headline) => h('figure', null, h('blockquote', { dir: 'auto' }, quote.text),
  h('figcaption', null, quote.speaker.entity_id ? h('a', { class: 'name name-person', href: entityPath(quote.speaker.entity_id) }, said(quote.speaker.name)) : said(quote.speaker.name),
    h('span', { class: 'quiet' }, ' in ', h('a', { href: articlePath(quote.article_id) }, said(headline ?? 'this article')))));

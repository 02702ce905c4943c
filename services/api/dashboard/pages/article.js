// An article: its text with what was found in it, and for each finding why, and where it leads.
// @ts-check
import { address, h, outward, replace, said } from '../dom.js';
import { Problem, get } from '../api.js';
import { counted, language, percent, time } from '../format.js';
import { evidence } from '../components/evidence.js';
import { articlePath } from '../components/hit.js';
import { worldMap } from '../components/map.js';
import { entityLink, entityPath } from '../components/names.js';
import { part } from '../components/part.js';
import { empty, failed, loading } from '../components/states.js';
import { markedText, rove } from '../components/text.js';
import { stepsView, traceView } from '../components/trace.js';

const KINDS = [
  ['person', 'People'], ['organization', 'Organizations'], ['place', 'Places'], ['group', 'Groups'], ['event', 'Events'],
  ['law', 'Laws'], ['product', 'Products'], ['work', 'Works'],
];
const FEW = 12;
const AGAIN_MS = 1500;

/** @type {import('../router.js').Page} */
export async function page(context) {
  const { view, id, signal } = context;
  if (!view.firstChild) replace(view, loading(16));
  /** @type {any} */
  let article;
  try {
    article = await get(`/v1/articles/${encodeURIComponent(id)}`, { explain: 'true' }, signal);
  } catch (error) {
    if (error instanceof Problem && error.status === 404) {
      const { waits, drawn } = await notYet(id, signal);
      replace(view, h('h1', null, waits ? 'Not searchable yet' : 'Not searchable'), drawn);
      if (waits) setTimeout(() => signal.aborted || page(context), AGAIN_MS);
      return;
    }
    throw error;
  }
  document.title = `${article.headline || 'Article'} · Tidings`;
  const panel = h('aside', { class: 'panel', 'aria-label': 'Why it is marked', 'aria-live': 'polite', tabindex: '-1' });
  const marks = h('p', { class: 'legend' },
    ['person', 'organization', 'place', 'other', 'date'].map((type) => [h('span', { class: `sign mark-${type}` }, type), ' ']),
    h('span', { class: 'quiet' }, 'Choose a mark to see why it is there.'));

  /** @param {'mention' | 'date' | 'quote'} kind @param {any} of @param {HTMLElement} node */
  const explain = (kind, of, node) => {
    for (const one of view.querySelectorAll('.mark[aria-pressed]')) one.removeAttribute('aria-pressed');
    node.setAttribute('aria-pressed', 'true');
    replace(panel, h('button', { type: 'button', class: 'link close', onclick: close }, 'Close'), evidence(kind, of, article));
    panel.classList.add('open');
  };
  const close = () => {
    panel.classList.remove('open');
    const node = /** @type {HTMLElement | null} */ (view.querySelector('.mark[aria-pressed]'));
    node?.removeAttribute('aria-pressed');
    replace(panel, facts(article), where);
    node?.focus();
  };
  view.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && panel.classList.contains('open')) close();
  });

  /** A quotation in its sentence. @param {any} quote */
  const showQuote = (quote) => {
    const node = /** @type {HTMLElement | null} */ (text.querySelector(`.mark-quote[data-start="${quote.start}"]`));
    node?.scrollIntoView({ block: 'center' });
    node?.click();
    node?.focus({ preventScroll: true });
  };
  const body = h('div', { class: 'text' }, markedText(article.body, 'body', article, explain));
  const headline = h('h1', { class: 'headline', dir: 'auto' },
    article.headline ? [...markedText(article.headline, 'headline', article, explain)].map((one) => [...one.childNodes]) : '(no headline)');
  const text = h('article', { class: 'read', lang: article.language.code === 'und' ? null : article.language.code },
    headline, byline(article), article.summary ? h('p', { class: 'summary', dir: 'auto' }, article.summary) : null, marks, body);
  rove(text);
  const where = h('section', { class: 'where' });
  replace(panel, facts(article), where);
  showPlaces(where, article, signal);
  const copies = h('section', { id: 'copies' });
  const similar = h('section', { class: 'similar' });
  const way = h('details', { class: 'way' }, h('summary', null, 'From received to searchable'));
  way.addEventListener('toggle', () => showWay(way, article, signal), { once: true });
  replace(view, h('div', { class: 'reading' },
    h('div', null, text, quotesOf(article, showQuote), copies, similar, revisions(article), way), panel));
  showCopies(copies, article, signal);
  showSimilar(similar, article, signal);
}

/** @param {any} article */
function byline(article) {
  const { publisher } = article;
  return h('div', { class: 'byline' },
    h('p', { class: 'source' },
      said(publisher.name ?? publisher.domain ?? 'unknown publisher', { class: 'publisher' }),
      article.authors.length ? h('span', null, 'by ', article.authors.map((/** @type {string} */ one, /** @type {number} */ at) => [at ? ', ' : '', said(one)])) : null,
      time(article.published_at, 'full'),
      h('span', { title: `${percent(article.language.confidence)} sure` }, language(article.language.code)),
      h('span', null, counted(article.word_count, 'word')),
      article.sentiment ? h('span', { title: `tone ${article.sentiment.score.toFixed(2)}, from -1 to 1` }, article.sentiment.label) : null,
      article.version > 1 ? h('span', { class: 'tag' }, `version ${article.version}`) : null),
    h('p', { class: 'leads' },
      article.url ? outward(article.url, 'Read the original') : null,
      article.story_id ? h('a', { href: `/stories/${encodeURIComponent(article.story_id)}` }, 'Follow the story') : null));
}

/** Who and what is in it. @param {any} article */
function facts(article) {
  const groups = KINDS.map(([type, title]) => ({ title, found: article.entities.filter((/** @type {any} */ one) => one.type === type) }))
    .filter(({ found }) => found.length);
  return [
    h('h2', { class: 'aside' }, 'In this article'),
    groups.map(({ title, found }) => {
      const rows = (/** @type {any[]} */ some) => some.map((one) => h('li', null, entityLink(one, one.count > 1 ? `×${one.count}` : null)));
      return h('section', { class: 'fact' }, h('h3', null, title), h('ul', null, rows(found.slice(0, FEW))),
        found.length > FEW ? h('details', null, h('summary', null, `${found.length - FEW} more`), h('ul', null, rows(found.slice(FEW)))) : null);
    }),
    article.keywords.length ? h('section', { class: 'fact' }, h('h3', null, 'Keywords'),
      h('ul', null, article.keywords.map((/** @type {any} */ one) => h('li', null, h('a', { class: 'keyword', href: address('/search', { keyword: one.text }) }, said(one.text)))))) : null,
    article.dates.length ? h('section', { class: 'fact' }, h('h3', null, 'When'),
      h('ul', null, article.dates.slice(0, FEW).map((/** @type {any} */ one) => h('li', null, said(one.text), one.value && one.value !== one.text ? h('span', { class: 'quiet' }, ` ${one.value}`) : null)))) : null,
    groups.length ? null : empty('Nobody and nothing was found named in it.'),
  ];
}

/** @param {any} article @param {(quote: any) => void} show */
function quotesOf(article, show) {
  if (!article.quotes.length) return null;
  return h('section', { class: 'quotes' }, h('h2', null, 'Who said what'),
    article.quotes.map((/** @type {any} */ one) => h('figure', null,
      h('blockquote', { dir: 'auto' }, one.text),
      h('figcaption', null, one.speaker
        ? one.speaker.entity_id ? h('a', { class: 'name name-person', href: `/entities/${encodeURIComponent(one.speaker.entity_id)}` }, said(one.speaker.name ?? one.speaker.text)) : said(one.speaker.name ?? one.speaker.text)
        : h('span', { class: 'quiet' }, 'not attributed'),
      ' ', h('button', { type: 'button', class: 'link', onclick: () => show(one) }, 'in its sentence')))));
}

/** @param {any} article */
function revisions(article) {
  if (!article.revisions.length) return null;
  return h('details', null, h('summary', null, `Earlier texts (${article.revisions.length})`),
    article.revisions.map((/** @type {any} */ one) => h('details', null,
      h('summary', null, `Version ${one.version}: `, said(one.headline ?? ''), ' ', time(one.received_at, 'full')),
      h('div', { class: 'text old', dir: 'auto' }, one.body))));
}

/** Where it happened, as a map. @param {HTMLElement} into @param {any} article @param {AbortSignal} signal */
function showPlaces(into, article, signal) {
  const placed = article.places.filter((/** @type {any} */ one) => one.location);
  if (!placed.length) return;
  part(into, signal, async () => {
    const map = await worldMap('Where the places in this article are', { still: true });
    map.show(placed.map((/** @type {any} */ one) => ({ name: one.name, ...one.location, count: one.count, href: entityPath(one.entity_id) })));
    map.fit();
    return [h('h3', null, 'Where'), map.element];
  });
}

/** Its copies are in its story. @param {HTMLElement} into @param {any} article @param {AbortSignal} signal */
async function showCopies(into, article, signal) {
  const group = article.duplicate?.group_id;
  if (!group || !article.story_id) return;
  try {
    const { hits } = await get('/v1/search', { story: article.story_id, sort: 'published_at', size: 100 }, signal);
    const copies = hits.map((/** @type {any} */ hit) => hit.article).filter((/** @type {any} */ one) => one.duplicate?.group_id === group && one.id !== article.id);
    if (!copies.length) return;
    replace(into, h('h2', null, 'The same text elsewhere'), h('ul', { class: 'brief' }, copies.map((/** @type {any} */ one) => h('li', null,
      h('a', { href: articlePath(one.id) }, said(one.headline ?? one.id)), ' ',
      h('span', { class: 'quiet' }, said(one.publisher.name ?? one.publisher.domain ?? ''), ' ', time(one.published_at)), ' ',
      h('span', { class: 'tag' }, one.id === article.duplicate.of ? 'the original' : one.duplicate.kind === 'original' ? 'original' : `${one.duplicate.kind} copy${one.duplicate.similarity ? `, ${percent(one.duplicate.similarity)}` : ''}`)))));
  } catch {
    // its copies are an extra: without them the page is whole
  }
}

/** @param {HTMLElement} into @param {any} article @param {AbortSignal} signal */
async function showSimilar(into, article, signal) {
  try {
    const found = await get(`/v1/articles/${encodeURIComponent(article.id)}/similar`, { size: 5 }, signal);
    const hits = found.hits ?? [];
    if (hits.length) {
      replace(into, h('h2', null, 'Similar'), h('ul', { class: 'brief' }, hits.map((/** @type {any} */ one) => h('li', null,
        h('a', { href: articlePath(one.article.id) }, said(one.article.headline ?? '')), ' ',
        h('span', { class: 'quiet' }, said(one.article.publisher.name ?? ''), ' ', time(one.article.published_at))))));
    }
  } catch {
    // what is similar is an extra: without it the page is whole
  }
}

/** @param {HTMLElement} into @param {any} article @param {AbortSignal} signal */
async function showWay(into, article, signal) {
  const place = h('div', null, loading(4));
  into.append(place);
  try {
    replace(place, traceView(await get(`/v1/articles/${encodeURIComponent(article.id)}/trace`, {}, signal)));
  } catch (error) {
    if (signal.aborted) return;
    replace(place, error instanceof Problem && error.status === 404 ? empty('Its trace is no longer kept.') : failed(/** @type {Error} */ (error)));
  }
  place.append(stepsView(article.enrichments));
}

/**
 * An id that no search finds: perhaps it is on its way.
 * @param {string} id @param {AbortSignal} signal @returns {Promise<{ waits: boolean, drawn: HTMLElement }>}
 */
async function notYet(id, signal) {
  try {
    const trace = await get(`/v1/articles/${encodeURIComponent(id)}/trace`, {}, signal);
    const quarantined = trace.status === 'quarantined';
    return {
      waits: !quarantined && trace.status !== 'removed',
      drawn: h('div', null, traceView(trace), quarantined ? h('p', null, h('a', { href: `/quarantine/${encodeURIComponent(id)}` }, 'See why it is in quarantine')) : null),
    };
  } catch (error) {
    if (!(error instanceof Problem && [404, 422].includes(error.status))) throw error; // 422: it has not the form of an id
    return { waits: false, drawn: empty('There is no article with this id.', h('a', { href: '/search' }, 'Search')) };
  }
}

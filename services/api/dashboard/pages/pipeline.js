// Pipeline: how much is where between accepted and searchable, what each step takes, and what could not be processed.
// @ts-check
import { h, replace, said } from '../dom.js';
import { get, send } from '../api.js';
import { counted, duration, number, sentence, time } from '../format.js';
import { sparkline } from '../components/chart.js';
import { doing } from '../components/doing.js';
import { empty, failed, loading } from '../components/states.js';

const EVERY = 2000;
const KEPT = 90;
const STUCK_SECONDS = 20;
/** @type {Record<string, string>} */
export const STAGES = { fetch: 'Fetching pages', enrich: 'Finding who, where, when', index: 'Making searchable' };

/** @typedef {{ at: number, pending: number, accepted: number, articles: number }} Sample */

/** @type {import('../router.js').Page} */
export function page({ view, signal }) {
  const now = h('section', { 'aria-label': 'Now' }, loading(6));
  const steps = h('section', null, h('div', { class: 'section-head' }, h('h2', null, 'Step times')), loading(6));
  const quarantine = h('section', { id: 'quarantine' }, loading(6));
  replace(view, h('h1', null, 'Pipeline'), now, h('div', { class: 'cols' }, quarantine, steps));
  /** @type {Sample[]} */
  const samples = [];
  let known = -1;

  async function look() {
    const [state, engine, ready] = await Promise.allSettled([
      get('/v1/pipeline', {}, signal), get('/v1/search', { size: 1 }, signal), get('/health/ready', {}, signal)]);
    if (signal.aborted) return;
    if (state.status === 'rejected') {
      replace(now, failed(state.reason));
      if (known < 0) showQuarantine();
    } else {
      const articles = engine.status === 'fulfilled' ? engine.value.total.value : NaN;
      samples.push({ at: Date.now(), pending: state.value.pending, accepted: state.value.receipts.accepted ?? 0, articles });
      samples.splice(0, samples.length - KEPT);
      replace(now, drawn(state.value, samples, ready.status === 'fulfilled' && engine.status === 'fulfilled'));
      if (state.value.quarantined !== known) {
        known = state.value.quarantined;
        showQuarantine();
      }
    }
  }

  async function showQuarantine() {
    try {
      const found = await get('/v1/quarantine', { size: 50 }, signal);
      replace(quarantine,
        h('div', { class: 'section-head' }, h('h2', null, 'Quarantine'), found.entries.length ? doing('Replay all', async () => {
          const { replayed } = await send('POST', '/v1/quarantine/replay');
          await showQuarantine();
          return `${counted(replayed, 'document')} taken up again.`;
        }) : null),
        found.entries.length ? h('p', { class: 'quiet' }, 'These could not be processed. Choose one to see what it says and what happened; a replay tries it again.') : null,
        found.entries.length
          ? h('table', { class: 'rows stack' },
            h('thead', null, h('tr', null, ['document', 'why', 'since'].map((name) => h('th', null, name)))),
            h('tbody', null, found.entries.map((/** @type {any} */ one) => h('tr', null,
              h('td', null, h('a', { href: `/quarantine/${encodeURIComponent(one.id)}`, dataset: { stop: '' } }, said(one.document?.headline || one.document?.url || one.id))),
              h('td', null, sentence(one.reason), h('span', { class: 'quiet' }, ` (${counted(one.attempts, 'attempt')})`)),
              h('td', { dataset: { label: 'since' } }, time(one.quarantined_at))))))
          : empty('Nothing is in quarantine.', 'A document that cannot be processed is kept here with the reason, to be tried again or given up.'));
    } catch (error) {
      if (!signal.aborted) replace(quarantine, failed(/** @type {Error} */ (error), showQuarantine));
    }
  }

  const again = setInterval(() => document.hidden || look(), EVERY);
  signal.addEventListener('abort', () => clearInterval(again));
  look();
  showSteps(steps, signal);
}

/** @param {any} state @param {Sample[]} samples @param {boolean} engine */
function drawn(state, samples, engine) {
  const rate = (/** @type {'accepted' | 'articles'} */ what) => {
    const [first, last] = [samples[0], samples[samples.length - 1]];
    const minutes = (last.at - first.at) / 60000;
    return minutes > 0.03 && Number.isFinite(last[what] - first[what]) ? `${number(Math.max(0, Math.round((last[what] - first[what]) / minutes)))} a minute` : '…';
  };
  const waiting = state.stages.reduce((/** @type {number} */ sum, /** @type {any} */ one) => sum + one.waiting, 0);
  const working = state.stages.reduce((/** @type {number} */ sum, /** @type {any} */ one) => sum + one.working, 0);
  const stuck = waiting && !working && state.oldest_seconds > STUCK_SECONDS;
  const words = !engine ? 'The search engine does not answer: articles wait until it does.'
    : state.pending >= state.most_pending ? 'The inbox is full: pushes are refused until some are done.'
      : stuck ? 'Documents wait and nobody works on them: is a worker running?'
        : state.pending ? 'At work.' : state.quarantined ? 'Everything is searchable but for what is in quarantine.' : 'Everything that was accepted is searchable.';
  const articles = samples[samples.length - 1].articles;
  return [
    h('p', { class: `state-what ${!engine || stuck || state.pending >= state.most_pending ? 'ill' : 'well'}`, role: 'status' }, words),
    h('div', { class: 'figures' },
      figure(Number.isFinite(articles) ? number(articles) : '…', 'searchable'),
      figure(number(state.pending), 'in motion'),
      figure(number(working), 'being worked on'),
      figure(state.oldest_seconds >= 1 ? duration(state.oldest_seconds) : 'none', 'longest wait'),
      figure(number(state.quarantined), 'in quarantine'),
      figure(rate('accepted'), 'accepted'),
      figure(rate('articles'), 'made searchable')),
    sparkline(samples.map((one) => one.pending), `In motion over the last minutes: now ${state.pending}, at most ${Math.max(...samples.map((one) => one.pending))}`),
    h('table', { class: 'rows' },
      h('thead', null, h('tr', null, h('th', null, 'stage'), h('th', { class: 'num' }, 'waiting'), h('th', { class: 'num' }, 'worked on'))),
      h('tbody', null, state.stages.map((/** @type {any} */ one) => h('tr', null, h('td', null, STAGES[one.stage] ?? one.stage),
        h('td', { class: 'num' }, number(one.waiting)), h('td', { class: 'num' }, number(one.working)))))),
  ];
}

/** @param {string} value @param {string} what */
const figure = (value, what) => h('div', { class: 'figure' }, h('b', null, value), h('span', null, what));

/** What each step took in the latest articles. @param {HTMLElement} into @param {AbortSignal} signal */
async function showSteps(into, signal) {
  const heading = h('div', { class: 'section-head' }, h('h2', null, 'Step times'), h('span', { class: 'quiet' }, 'in the last 10 articles'));
  try {
    const { hits } = await get('/v1/search', { sort: '-received_at', size: 10 }, signal);
    const articles = await Promise.all(hits.map((/** @type {any} */ hit) => get(`/v1/articles/${encodeURIComponent(hit.article.id)}`, {}, signal)));
    /** @type {Map<string, { total: number, worst: number, failed: number }>} */
    const took = new Map();
    for (const step of articles.flatMap((one) => one.enrichments)) {
      const sum = took.get(step.name) ?? { total: 0, worst: 0, failed: 0 };
      sum.total += step.duration_ms;
      sum.worst = Math.max(sum.worst, step.duration_ms);
      sum.failed += Number(step.status === 'failed');
      took.set(step.name, sum);
    }
    replace(into, heading, took.size ? h('table', { class: 'rows' },
      h('thead', null, h('tr', null, ['step', 'mean', 'longest', 'failed'].map((name, at) => h('th', { class: at ? 'num' : null }, name)))),
      h('tbody', null, [...took].map(([name, sum]) => h('tr', null, h('td', null, name.replaceAll('_', ' ')),
        h('td', { class: 'num' }, `${(sum.total / articles.length).toFixed(1)} ms`), h('td', { class: 'num' }, `${sum.worst.toFixed(1)} ms`),
        h('td', { class: sum.failed ? 'num ill' : 'num quiet' }, number(sum.failed)))))) : empty('No articles yet.'));
  } catch (error) {
    if (!signal.aborted) replace(into, heading, failed(/** @type {Error} */ (error)));
  }
}

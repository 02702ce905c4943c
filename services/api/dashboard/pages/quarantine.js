// A document in quarantine: why it is there, what it says, and what to do with it.
// @ts-check
import { h, replace, said } from '../dom.js';
import { Problem, get, send } from '../api.js';
import { counted, sentence, time } from '../format.js';
import { go } from '../router.js';
import { doing } from '../components/doing.js';
import { articlePath } from '../components/hit.js';
import { empty, loading } from '../components/states.js';
import { traceView } from '../components/trace.js';
import { STAGES } from './pipeline.js';

/** @type {import('../router.js').Page} */
export async function page({ view, id, signal }) {
  replace(view, loading(8));
  const path = `/v1/quarantine/${encodeURIComponent(id)}`;
  /** @type {any} */
  let entry;
  try {
    entry = await get(path, {}, signal);
  } catch (error) {
    if (!(error instanceof Problem && error.status === 404)) throw error;
    replace(view, h('h1', null, 'Not in quarantine'), empty('It was replayed or given up.', h('a', { href: articlePath(id) }, 'See the article'), ' or ', h('a', { href: '/pipeline' }, 'the pipeline')));
    return;
  }
  const way = h('section', null);
  replace(view,
    h('div', { class: 'page-head' }, h('h1', null, said(entry.document?.headline || entry.document?.url || entry.id)),
      h('div', { class: 'actions' },
        doing('Replay', async () => {
          await send('POST', `${path}/replay`);
          go(articlePath(id));
          return 'It is taken up again where it stopped.';
        }, { class: 'primary' }),
        doing('Discard', async () => {
          await send('DELETE', path);
          go('/pipeline');
          return 'It is given up; the same document may be pushed anew.';
        }, { sure: 'Give this document up? It is then gone.' }))),
    h('p', { class: 'state-what ill' }, sentence(entry.reason)),
    h('p', { class: 'quiet' }, `It stopped at “${STAGES[entry.stage] ?? entry.stage}” after ${counted(entry.attempts, 'attempt')}, `, time(entry.quarantined_at), entry.version > 1 ? `, version ${entry.version}` : '',
      '. Replay tries it again from there, Discard gives it up.'),
    h('div', { class: 'cols' },
      h('section', null, h('div', { class: 'section-head' }, h('h2', null, 'The document')),
        h('pre', { dir: 'auto', tabindex: '0' }, JSON.stringify(entry.document, null, 2))),
      way));
  try {
    replace(way, h('div', { class: 'section-head' }, h('h2', null, 'What happened')), traceView(await get(`/v1/articles/${encodeURIComponent(id)}/trace`, {}, signal)));
  } catch {
    // its trace is no longer kept
  }
}

// What stands on the page while there is nothing: the ways in which articles come.
// @ts-check
import { h } from '../dom.js';
import { ask } from '../api.js';
import { counted } from '../format.js';
import { doing } from './doing.js';

const SAMPLES = '/samples.ndjson';

/** @param {AbortSignal} signal */
export function welcome(signal) {
  const samples = h('li', { hidden: true }, doing('Load sample articles', load), ' to look around with');
  offered(signal).then((are) => { samples.hidden = !are; }, () => {});
  return h('div', { class: 'state' },
    h('p', { class: 'state-what' }, 'Nothing has arrived yet.'),
    h('p', null, 'Articles appear here by themselves as they come in. To begin:'),
    h('ul', { class: 'ways' },
      h('li', null, h('a', { href: '/feeds' }, 'Add a feed'), ' or the address of a site you read'),
      samples,
      h('li', null, 'Push your own: ', h('code', null, 'tidings push FILE'), ', or ', h('code', null, 'POST /v1/articles'), ' (', h('a', { href: '/docs' }, 'every call'), ')')));
}

/** Whether the service has samples; a container has none. @param {AbortSignal} signal */
const offered = async (signal) => (await ask(SAMPLES, { method: 'HEAD', signal })).status === 200;

async function load() {
  const body = await (await ask(SAMPLES)).text();
  const answer = await ask('/v1/articles/bulk', { method: 'POST', body, headers: { 'Content-Type': 'application/x-ndjson' } });
  const receipts = (await answer.text()).trim().split('\n').map((line) => JSON.parse(line));
  return `${counted(receipts.filter((one) => one.status !== 'rejected').length, 'article')} on their way: they appear within seconds.`;
}

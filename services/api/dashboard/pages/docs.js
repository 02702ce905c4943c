// The HTTP interface: every call of both services, from what they say of themselves (OpenAPI).
// @ts-check
import { h, replace } from '../dom.js';
import { get } from '../api.js';
import { loading } from '../components/states.js';

/** @type {[string, string][]} */
const SOURCES = [['Search', '/openapi.json'], ['Ingest', '/ingest/openapi.json']];

/** @type {import('../router.js').Page} */
export async function page({ view, signal }) {
  replace(view, loading(14));
  const described = await Promise.all(SOURCES.map(async ([title, path]) => [title, path, await get(path, {}, signal)]));
  replace(view,
    h('div', { class: 'page-head' }, h('h1', null, 'HTTP interface'), h('p', { class: 'leads' }, SOURCES.map(([title, path]) => h('a', { href: path, target: '_blank', rel: 'noopener' }, `OpenAPI: ${title}`)))),
    h('p', { class: 'quiet' }, 'This address answers every call. With keys configured, a call needs one in the header X-API-Key.'),
    described.map(([title, , said]) => h('section', { class: 'calls' },
      h('div', { class: 'section-head' }, h('h2', null, title)),
      Object.entries(said.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, call]) => callView(method, path, call, said))))));
}

/** @param {string} method @param {string} path @param {any} call @param {any} said the whole description */
function callView(method, path, call, said) {
  const body = call.requestBody?.content ?? {};
  const example = Object.values(call.responses?.['200']?.content ?? call.responses?.['202']?.content ?? {})[0]?.example;
  return h('details', { class: 'call' },
    h('summary', null, h('code', { class: 'method' }, method.toUpperCase()), ' ', h('code', null, path), ' ', h('span', { class: 'quiet' }, call.summary ?? '')),
    call.description ? h('p', null, call.description) : null,
    call.parameters?.length ? h('div', { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': `Parameters of ${path}` }, h('table', { class: 'rows' },
      h('thead', null, h('tr', null, ['parameter', 'type', 'default', 'means'].map((name) => h('th', null, name)))),
      h('tbody', null, call.parameters.map((/** @type {any} */ one) => h('tr', null,
        h('td', null, h('code', null, one.name)), h('td', null, typeOf(one.schema, said)), h('td', null, one.schema?.default ?? ''), h('td', null, one.description ?? '')))))) : null,
    Object.keys(body).length ? h('p', null, 'Takes ', Object.keys(body).map((type, at) => [at ? ', ' : '', h('code', null, type)])) : null,
    h('p', null, 'Answers ', Object.entries(call.responses ?? {}).map(([status, one], at) => [at ? ', ' : '', h('b', null, status), ` ${one.description ?? ''}`])),
    example ? h('pre', { tabindex: '0' }, typeof example === 'string' ? example : JSON.stringify(example, null, 2)) : null);
}

/** A schema in a word or two. @param {any} schema @param {any} said @returns {string} */
function typeOf(schema, said) {
  if (!schema) return '';
  if (schema.$ref) return typeOf(said.components.schemas[schema.$ref.split('/').pop()], said);
  if (schema.enum) return schema.enum.join(' | ');
  if (schema.anyOf) return schema.anyOf.map((/** @type {any} */ one) => typeOf(one, said)).filter((/** @type {string} */ one) => one !== 'null').join(' or ');
  if (schema.type === 'array') return `${typeOf(schema.items, said)}, repeated`;
  const bounds = schema.minimum !== undefined ? ` ${schema.minimum}–${schema.maximum ?? ''}` : '';
  return `${schema.format ?? schema.type ?? ''}${bounds}`;
}

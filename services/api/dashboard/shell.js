// The frame around every page: masthead, navigation, the search box, the theme, the key, the shortcuts.
// @ts-check
import { address, h, replace } from './dom.js';
import { key, useKey } from './api.js';
import { go } from './router.js';
import { completion } from './components/completion.js';
import { syntaxHelp } from './components/syntax.js';

/** The sections: path, name, the letter after `g`. @type {[string, string, string][]} */
export const SECTIONS = [
  ['/', 'Now', 'n'], ['/search', 'Search', 's'], ['/stories', 'Stories', 't'], ['/map', 'Map', 'm'],
  ['/quotes', 'Quotes', 'q'], ['/columns', 'Columns', 'c'], ['/feeds', 'Feeds', 'f'], ['/pipeline', 'Pipeline', 'p'],
];

export const box = h('input', {
  type: 'search', name: 'q', id: 'q', placeholder: 'Search the news', autocomplete: 'off', spellcheck: 'false',
  enterkeyhint: 'search', maxlength: '2000', dir: 'auto', 'aria-label': 'Search the news', 'aria-describedby': 'q-said',
});
/** Where it is said what is wrong with the query. */
export const boxSaid = h('p', { id: 'q-said', class: 'box-said', role: 'alert', hidden: true });
export const main = h('main', { id: 'main', tabindex: '-1' });

const help = h('dialog', { class: 'sheet', 'aria-labelledby': 'help-title' });
const keyDialog = h('dialog', { class: 'sheet', 'aria-labelledby': 'key-title' });
const notices = h('div', { class: 'notices', role: 'status', 'aria-live': 'polite' });
/** @type {Map<string, HTMLAnchorElement>} */
const links = new Map(SECTIONS.map(([path, name, letter]) => [path, h('a', { href: path, title: `g then ${letter}` }, name)]));

/** Draw the frame. */
export function draw() {
  const form = h('form', { class: 'search', role: 'search', action: '/search', onsubmit: submitted },
    box, h('button', { type: 'button', class: 'help', 'aria-label': 'How to search', onclick: showSyntax }, '?'), boxSaid,
    completion(box, taken));
  document.body.append(
    h('a', { class: 'skip', href: '#main' }, 'Skip to the page'),
    h('header', { class: 'masthead' },
      h('a', { class: 'brand', href: '/' }, 'Tidings'),
      form,
      h('nav', { 'aria-label': 'Sections' }, [...links.values()]),
      h('button', { type: 'button', class: 'theme', 'aria-label': 'Change between dark and light', title: 'Dark or light', onclick: otherTheme }, '◐')),
    main,
    h('footer', { class: 'foot' },
      h('a', { href: '/docs' }, 'HTTP interface'), h('button', { type: 'button', class: 'link', onclick: showKeys }, 'Keyboard'),
      h('span', { class: 'quiet' }, 'Map: Natural Earth. Places: GeoNames, CC BY 4.0.')),
    help, keyDialog, notices);
  document.addEventListener('tidings:key', askForKey);
}

/** Mark the section of the page shown. @param {string | null} section */
export function mark(section) {
  for (const [path, link] of links) {
    if (path === section) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
}

/** Say something for a few seconds. @param {string} words @param {'well' | 'ill'} [how] */
export function notify(words, how = 'well') {
  const said = h('p', { class: `notice notice-${how}` }, words);
  notices.append(said);
  setTimeout(() => said.remove(), how === 'ill' ? 8000 : 4000);
}

/** @param {SubmitEvent} event */
function submitted(event) {
  event.preventDefault();
  const query = location.pathname === '/search' ? new URLSearchParams(location.search) : new URLSearchParams();
  if (box.value.trim()) query.set('q', box.value);
  else query.delete('q');
  go(address('/search', query));
}

/** @param {{ kind: string, query: string }} suggestion */
function taken(suggestion) {
  box.value = suggestion.query;
  if (suggestion.kind === 'field') box.dispatchEvent(new Event('input'));
  else box.form?.requestSubmit();
}

function otherTheme() {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset.theme = dark ? 'light' : 'dark';
  try {
    localStorage.setItem('tidings.theme', root.dataset.theme);
  } catch {
    // it then holds for this page alone
  }
}

/** @param {HTMLDialogElement} dialog @param {string} id @param {string} title @param {...import('./dom.js').Child} content */
function open(dialog, id, title, ...content) {
  replace(dialog,
    h('header', null, h('h2', { id }, title),
      h('button', { type: 'button', class: 'link', onclick: () => dialog.close() }, 'Close')),
    ...content);
  if (!dialog.open) dialog.showModal();
}

export function showSyntax() {
  open(help, 'help-title', 'How to search', syntaxHelp((query) => {
    help.close();
    go(address('/search', { q: query }));
  }));
}

export function showKeys() {
  /** @type {[string, string][]} */
  const keys = [
    ['/', 'search'], ['↓ ↑ or j k', 'the next and the one before in a list'], ['Enter', 'open it'], ['u', 'back'],
    ...SECTIONS.map(([, name, letter]) => /** @type {[string, string]} */ ([`g ${letter}`, name])),
    ['?', 'this list'], ['Esc', 'close'],
  ];
  open(help, 'help-title', 'Keyboard', h('dl', { class: 'keys' }, keys.map(([stroke, does]) => [
    h('dt', null, stroke.split(' ').map((one) => (one === 'or' ? ' or ' : [h('kbd', null, one), ' ']))), h('dd', null, does)])));
}

function askForKey() {
  if (keyDialog.open) return;
  const field = h('input', { type: 'password', autocomplete: 'off', required: true, id: 'key', value: '' });
  open(keyDialog, 'key-title', 'This Tidings asks for a key',
    h('form', {
      onsubmit: (/** @type {SubmitEvent} */ event) => {
        event.preventDefault();
        useKey(field.value.trim());
        location.reload();
      },
    },
    h('p', null, key() ? 'The key is not known here.' : 'Whoever runs it made one with ', key() ? null : h('code', null, 'tidings keys create'),
      ' It is kept until this tab is closed.'),
    h('label', { for: 'key' }, 'Key'), field, h('button', null, 'Use it')));
}

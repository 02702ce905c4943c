// Shortcuts: `/`, arrows through lists, `g` and a letter, `?`.
// @ts-check
import { SECTIONS, box, showKeys } from './shell.js';
import { go } from './router.js';

let afterG = 0;

/** Begin to listen. */
export function listen() {
  document.addEventListener('keydown', pressed);
}

/** @param {KeyboardEvent} event */
function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  const at = /** @type {HTMLElement} */ (event.target);
  if (at.closest('dialog[open]')) return;
  if (at.matches('input, textarea, select, [contenteditable]')) {
    if (event.key === 'Escape') at.blur();
    else if (event.key === 'ArrowDown' && at === box && box.getAttribute('aria-expanded') !== 'true' && step(1)) event.preventDefault();
    return;
  }
  if (does(event)) event.preventDefault();
}

/** @param {KeyboardEvent} event @returns {boolean} whether it meant something */
function does(event) {
  if (Date.now() - afterG < 1500) {
    afterG = 0;
    const section = SECTIONS.find(([, , letter]) => letter === event.key);
    if (section) go(section[0]);
    return Boolean(section);
  }
  const inArrows = /** @type {HTMLElement} */ (event.target).closest('[data-arrows]');
  switch (event.key) {
    case '/':
      box.focus();
      box.select();
      return true;
    case 'g':
      afterG = Date.now();
      return true;
    case '?':
      showKeys();
      return true;
    case 'u':
      history.back();
      return true;
    case 'ArrowDown': case 'j':
      return !(inArrows && event.key !== 'j') && step(1);
    case 'ArrowUp': case 'k':
      return !(inArrows && event.key !== 'k') && step(-1);
    default:
      return false;
  }
}

/** To the next headline or row of a list. @param {number} by */
function step(by) {
  const stops = /** @type {HTMLElement[]} */ ([...document.querySelectorAll('main .hit .headline a, main [data-stop]')]);
  if (!stops.length) return false;
  const at = stops.findIndex((one) => one === document.activeElement);
  const next = stops[at < 0 ? (by > 0 ? 0 : stops.length - 1) : at + by];
  if (!next) return at >= 0;
  next.focus();
  next.scrollIntoView({ block: 'nearest' });
  return true;
}

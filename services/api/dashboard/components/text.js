// The text of an article with what was found in it, marked where it stands.
// @ts-check
import { h } from '../dom.js';
import { paragraphs, positions, within } from '../marks.js';

const CLOSING = /^[,.]?["'”’»«“‘›」』]/;

/** @typedef {{ kind: 'mention' | 'date' | 'quote', of: any, node: HTMLElement }} Marked */

/**
 * Draw `text` with its mentions and dates as buttons and its quotations underlined. The buttons are one stop of the Tab
 * key; arrows go from one to the next.
 * @param {string} text @param {'body' | 'headline'} field @param {any} article
 * @param {(kind: Marked['kind'], of: any, node: HTMLElement) => void} explain
 * @returns {HTMLElement[]} one for each paragraph
 */
export function markedText(text, field, article, explain) {
  /** @param {any[]} found */
  const here = (found) => found.filter((one) => one.field === field).sort((a, b) => a.start - b.start);
  const mentions = here(article.mentions).map((of) => ({ start: of.start, end: of.end, kind: 'mention', of }));
  const taken = here(article.dates).map((of) => ({ start: of.start, end: of.end, kind: 'date', of }));
  const small = [...mentions, ...taken].sort((a, b) => a.start - b.start || b.end - a.end);
  const quotes = here(article.quotes);
  const where = positions(text, [...small, ...quotes].flatMap((one) => [one.start, one.end]));
  return paragraphs(text).map((paragraph) => {
    const marks = within(small, where, paragraph);
    const nodes = [];
    let at = paragraph.start;
    for (const quote of within(quotes, where, paragraph)) {
      nodes.push(...pieces(text, at, quote.start, marks, explain));
      nodes.push(h('q', { class: 'quoted', dataset: { quote: quote.of.start } }, pieces(text, quote.start, quote.end, marks, explain)));
      at = quote.end;
      if ((where.get(quote.of.end) ?? 0) > quote.end) continue; // it goes on in the next paragraph
      const closing = CLOSING.exec(text.slice(at, Math.min(at + 2, paragraph.end)))?.[0] ?? '';
      nodes.push(closing, button('quote', quote.of, '❞', explain));
      at += closing.length;
    }
    nodes.push(...pieces(text, at, paragraph.end, marks, explain));
    return h('p', { dir: 'auto' }, nodes);
  });
}

/**
 * The text from `from` to `to` with the marks that lie in it; a mark that reaches over the edge is cut there.
 * @param {string} text @param {number} from @param {number} to
 * @param {{ start: number, end: number, of: { kind: string, of: any } }[]} marks
 * @param {(kind: any, of: any, node: HTMLElement) => void} explain
 */
function pieces(text, from, to, marks, explain) {
  /** @type {(string | Node)[]} */
  const nodes = [];
  let at = from;
  for (const mark of marks) {
    const [start, end] = [Math.max(mark.start, at), Math.min(mark.end, to)];
    if (start >= end) continue;
    if (start > at) nodes.push(text.slice(at, start));
    nodes.push(button(mark.of.kind, mark.of.of, text.slice(start, end), explain));
    at = end;
  }
  if (at < to) nodes.push(text.slice(at, to));
  return nodes;
}

/** @param {string} kind @param {any} of @param {string} words @param {(kind: any, of: any, node: HTMLElement) => void} explain */
function button(kind, of, words, explain) {
  const type = kind === 'mention' ? of.type : kind;
  // not a <button>: a browser does not break lines within one
  const node = h('span', {
    role: 'button', class: `mark mark-${type}`, tabindex: '-1', dataset: { kind, start: of.start },
    title: kind === 'quote' ? `quotation${of.speaker?.name ? `: ${of.speaker.name}` : ''}` : type,
    'aria-label': kind === 'quote' ? `About this quotation${of.speaker?.name ? ` of ${of.speaker.name}` : ''}` : null,
    onclick: () => explain(/** @type {any} */ (kind), of, node),
    onkeydown: (/** @type {KeyboardEvent} */ event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      explain(/** @type {any} */ (kind), of, node);
    },
  }, words);
  return node;
}

/** Let arrows go through the marks within `text`; one of them is reached by Tab. @param {HTMLElement} text */
export function rove(text) {
  const marks = () => /** @type {HTMLElement[]} */ ([...text.querySelectorAll('.mark')]);
  const first = marks()[0];
  if (first) first.tabIndex = 0;
  text.dataset.arrows = '';
  text.addEventListener('keydown', (event) => {
    const by = event.key === 'ArrowRight' || event.key === 'ArrowDown' ? 1 : event.key === 'ArrowLeft' || event.key === 'ArrowUp' ? -1 : 0;
    const all = marks();
    const at = all.indexOf(/** @type {HTMLElement} */ (event.target));
    if (!by || at < 0) return;
    event.preventDefault();
    all[at + by]?.focus();
  });
  text.addEventListener('focusin', (event) => {
    const now = /** @type {HTMLElement} */ (event.target);
    if (!now.classList.contains('mark')) return;
    for (const one of text.querySelectorAll('.mark[tabindex="0"]')) one.setAttribute('tabindex', '-1');
    now.tabIndex = 0;
  });
}

// How a query is written, with examples to follow.
// @ts-check
import { h } from '../dom.js';

/** @type {[string, string][]} */
const EXAMPLES = [
  ['ukraine offensive', 'both words, in any of their forms'],
  ['"does not stop at the border"', 'these words next to each other'],
  ['nato AND (kyiv OR kiev)', 'operators in capitals; parentheses group'],
  ['kursk -moscow', 'without a word'],
  ['headline:offensive', 'in the headline alone'],
  ['person:stoltenberg', 'who is in it; also organization: and place:'],
  ['speaker:stoltenberg', 'who is quoted'],
  ['publisher:wire', 'who published it'],
  ['language:fr', 'in which language'],
];

/** @param {(query: string) => void} follow */
export function syntaxHelp(follow) {
  return h('div', null,
    h('dl', { class: 'syntax' }, EXAMPLES.map(([query, means]) => [
      h('dt', null, h('button', { type: 'button', class: 'link', onclick: () => follow(query) }, h('code', null, query))),
      h('dd', null, means)])),
    h('p', { class: 'quiet' }, 'A name finds the article in any spelling Tidings knows: Kiev finds Kyiv and Київ.'));
}

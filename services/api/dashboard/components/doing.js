// A button that does something: disabled while it is under way, and what came of it is said.
// @ts-check
import { h } from '../dom.js';
import { notify } from '../shell.js';

/**
 * @param {string} words @param {() => Promise<string | void>} act resolves to what to say @param {{ class?: string, sure?: string }} [how]
 * `sure`: asked first
 */
export function doing(words, act, how = {}) {
  const button = h('button', {
    type: 'button', class: how.class ?? null,
    onclick: async () => {
      if (how.sure && !confirm(how.sure)) return;
      button.disabled = true;
      try {
        const said = await act();
        if (said) notify(said);
      } catch (error) {
        notify(/** @type {Error} */ (error).message, 'ill');
      }
      button.disabled = false;
    },
  }, words);
  return button;
}

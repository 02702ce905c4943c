// A link to a file that the API makes; with a key the file is fetched with it, which a plain link could not do.
// @ts-check
import { h } from '../dom.js';
import { ask, key } from '../api.js';
import { notify } from '../shell.js';

/** @param {string} href @param {string} words @param {string} name what the file is called */
export function download(href, words, name) {
  return h('a', {
    href, download: name,
    onclick: async (/** @type {Event} */ event) => {
      if (!key()) return;
      event.preventDefault();
      try {
        const blob = await (await ask(href)).blob();
        const link = h('a', { download: name });
        link.href = URL.createObjectURL(blob);
        link.click();
        URL.revokeObjectURL(link.href);
      } catch (error) {
        notify(/** @type {Error} */ (error).message, 'ill');
      }
    },
  }, words);
}

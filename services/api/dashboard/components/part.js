// A part of a page that is fetched by itself: where it fails, the rest stands.
// @ts-check
import { replace } from '../dom.js';
import { failed } from './states.js';

/**
 * @param {HTMLElement} into @param {AbortSignal} signal aborted when the page is left
 * @param {() => Promise<import('../dom.js').Child>} make
 */
export async function part(into, signal, make) {
  try {
    const made = await make();
    if (!signal.aborted) replace(into, made);
  } catch (error) {
    if (!signal.aborted) replace(into, failed(/** @type {Error} */ (error), () => part(into, signal, make)));
  }
}

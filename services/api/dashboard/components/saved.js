// Saved searches, kept in this browser.
// @ts-check

const KEY = 'tidings.columns';
/** @typedef {{ name: string, query: string }} Saved */

/** @returns {Saved[]} */
export function columns() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter((one) => typeof one?.name === 'string' && typeof one?.query === 'string') : [];
  } catch {
    return []; // what cannot be read is as good as none
  }
}

/** @param {Saved[]} all */
const keep = (all) => localStorage.setItem(KEY, JSON.stringify(all));

/** @param {Saved} one */
export const save = (one) => keep([...columns().filter((known) => known.query !== one.query), one]);

/** @param {string} query */
export const remove = (query) => keep(columns().filter((known) => known.query !== query));

// Gathers discs that would cover each other at the present zoom: the largest stands for those that it hides.
// @ts-check

/** @typedef {{ point: import('./map.js').Point, x: number, y: number, r: number }} Disc x, y and r in the drawing's units */
/** @typedef {Disc & { hidden: Disc[] }} Gathered */

const GROWN = 1.35; // how much larger a disc becomes at most by what it stands for
const COVERED = 0.75; // this much of the smaller disc's radius may not be covered

/** @param {Disc[]} discs the largest first @returns {Gathered[]} the largest first */
export function gathered(discs) {
  /** @type {(Gathered & { most: number })[]} */
  const shown = [];
  for (const disc of discs) {
    const over = shown.find((one) => Math.hypot(one.x - disc.x, one.y - disc.y) < one.r + COVERED * disc.r);
    if (over) {
      over.hidden.push(disc);
      over.r = Math.min(over.most, Math.hypot(over.r, disc.r));
    } else {
      shown.push({ ...disc, hidden: [], most: disc.r * GROWN });
    }
  }
  return shown;
}

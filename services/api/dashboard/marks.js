// Cuts a text into pieces at the places where something was found in it; places count Unicode code points.
// @ts-check

/** @typedef {{ start: number, end: number }} Span */

/**
 * Where each of the `offsets` (code points) lies in `text` as JavaScript counts it (UTF-16).
 * @param {string} text @param {Iterable<number>} offsets @returns {Map<number, number>}
 */
export function positions(text, offsets) {
  const wanted = [...new Set(offsets)].sort((a, b) => a - b);
  const found = new Map();
  let units = 0;
  let points = 0;
  for (const offset of wanted) {
    while (points < offset && units < text.length) {
      units += (text.codePointAt(units) ?? 0) > 0xffff ? 2 : 1;
      points += 1;
    }
    found.set(offset, units);
  }
  return found;
}

/**
 * The paragraphs of `text`, each with its place in it (UTF-16).
 * @param {string} text @returns {Span[]}
 */
export function paragraphs(text) {
  const found = [];
  for (const match of text.matchAll(/[^\n]*\S[^\n]*/g)) {
    found.push({ start: match.index, end: match.index + match[0].length });
  }
  return found;
}

/**
 * Cut the `spans` (code points) of a kind to what lies within a paragraph, in the order of the text; what begins within
 * one that came before is left out.
 * @template {Span} T
 * @param {T[]} spans @param {Map<number, number>} where @param {Span} paragraph
 * @returns {{ start: number, end: number, of: T }[]}
 */
export function within(spans, where, paragraph) {
  let reached = paragraph.start;
  const cut = [];
  for (const of of spans) {
    const start = Math.max(where.get(of.start) ?? 0, paragraph.start);
    const end = Math.min(where.get(of.end) ?? 0, paragraph.end);
    if (start >= end || start < reached) continue;
    cut.push({ start, end, of });
    reached = end;
  }
  return cut;
}

// Reads the API's highlights (escaped HTML whose only mark-up is <mark>) into nodes, without an HTML parser.
// @ts-check
import { h } from './dom.js';

const NAMED = /** @type {Record<string, string>} */ ({ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" });

/** @param {string} text */
function unescaped(text) {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(amp|lt|gt|quot|apos));/gi, (whole, decimal, hex, name) => {
    if (name) return NAMED[name.toLowerCase()];
    const point = decimal ? parseInt(decimal, 10) : parseInt(hex, 16);
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });
}

/**
 * The nodes of a highlight. Whatever else looks like mark-up stays text.
 * @param {string} html @returns {(Node | string)[]}
 */
export function highlighted(html) {
  /** @type {(Node | string)[]} */
  const nodes = [];
  html.split(/<mark>(.*?)<\/mark>/s).forEach((part, place) => {
    if (part) nodes.push(place % 2 ? h('mark', null, unescaped(part)) : unescaped(part));
  });
  return nodes;
}

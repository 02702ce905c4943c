// How numbers, times, languages and countries are written for the reader: in the browser's language and time zone.
// @ts-check
import { h } from './dom.js';

const LOCALE = navigator.language;
const grouped = new Intl.NumberFormat(LOCALE);
const shortened = new Intl.NumberFormat(LOCALE, { notation: 'compact', maximumFractionDigits: 1 });
const exact = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'full', timeStyle: 'long' });
const dayAndTime = new Intl.DateTimeFormat(LOCALE, {
  year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit',
});
const dayOnly = new Intl.DateTimeFormat(LOCALE, { year: 'numeric', month: 'short', day: 'numeric' });
const ago = new Intl.RelativeTimeFormat(LOCALE, { numeric: 'auto', style: 'long' });

/** @param {number} value */
export const number = (value) => grouped.format(value);
/** @param {number} value */
export const compact = (value) => shortened.format(value);
/** @param {number} count @param {string} one @param {string} [many] */
export const counted = (count, one, many = `${one}s`) => `${number(count)} ${count === 1 ? one : many}`;
/** With a capital at the beginning, as a sentence. @param {string} words */
export const sentence = (words) => words.charAt(0).toLocaleUpperCase(LOCALE) + words.slice(1);
/** @param {number} share 0 to 1 */
export const percent = (share) => `${Math.round(share * 100)} %`;

/** @type {[Intl.RelativeTimeFormatUnit, number][]} */
const UNITS = [['day', 86400], ['hour', 3600], ['minute', 60], ['second', 1]];

/** How far a moment is from now, in words; from a week on its date. @param {Date} moment @returns {string} */
function near(moment) {
  const seconds = (moment.getTime() - Date.now()) / 1000;
  if (Math.abs(seconds) >= 7 * 86400) return dayAndTime.format(moment);
  const [unit, size] = UNITS.find(([, long]) => Math.abs(seconds) >= long) ?? UNITS[3];
  return ago.format(Math.round(seconds / size), unit);
}

/**
 * A moment in the reader's zone, with the exact time on hover. Within a week it is told relative to now.
 * @param {string | null | undefined} iso @param {'near' | 'full' | 'day'} [how]
 */
export function time(iso, how = 'near') {
  const moment = iso ? new Date(iso) : null;
  if (!moment || Number.isNaN(moment.getTime())) return h('span', { class: 'quiet' }, 'undated');
  const words = how === 'near' ? near(moment) : how === 'day' ? dayOnly.format(moment) : dayAndTime.format(moment);
  return h('time', { datetime: moment.toISOString(), title: exact.format(moment) }, words);
}

/** A length of time in words. @param {number} seconds */
export function duration(seconds) {
  if (seconds < 1) return `${number(Math.round(seconds * 1000))} ms`;
  if (seconds < 90) return counted(Math.round(seconds), 'second');
  if (seconds < 5400) return counted(Math.round(seconds / 60), 'minute');
  if (seconds < 129600) return counted(Math.round(seconds / 3600), 'hour');
  return counted(Math.round(seconds / 86400), 'day');
}

/** @param {'language' | 'region'} type */
function names(type) {
  const known = new Intl.DisplayNames(LOCALE, { type, fallback: 'code' });
  return (/** @type {string} */ code) => {
    try {
      return known.of(code) ?? code;
    } catch {
      return code;
    }
  };
}

const languageNamed = names('language');
/** @param {string} code */
export const language = (code) => (code === 'und' ? 'unknown language' : languageNamed(code));
export const country = names('region');

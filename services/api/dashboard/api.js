// Calls of the HTTP interface: JSON in and out, problems as errors, the key where one is needed.
// @ts-check
import { address } from './dom.js';

const KEY = 'tidings.key';

/** What a service answers instead of what was asked for (RFC 9457), or that it did not answer at all (status 0). */
export class Problem extends Error {
  /** @param {number} status @param {{ detail?: string, errors?: { field: string, message: string }[], retry_after?: number }} said */
  constructor(status, said) {
    super(said.detail ?? 'The service did not say why.');
    this.status = status;
    this.errors = said.errors ?? [];
    this.retryAfter = said.retry_after ?? null;
  }
}

/** @returns {string | null} */
export function key() {
  return sessionStorage.getItem(KEY);
}

/** Keep the key for as long as this tab is open. @param {string} value */
export function useKey(value) {
  if (value) sessionStorage.setItem(KEY, value);
  else sessionStorage.removeItem(KEY);
}

/**
 * Ask; the answer as it is. A `Problem` where it is an error.
 * @param {string} path @param {RequestInit} [options] @returns {Promise<Response>}
 */
export async function ask(path, options = {}) {
  const headers = new Headers(options.headers);
  const known = key();
  if (known) headers.set('X-API-Key', known);
  let answer;
  try {
    answer = await fetch(path, { ...options, headers, credentials: 'omit', referrerPolicy: 'no-referrer' });
  } catch (error) {
    if (/** @type {Error} */ (error).name === 'AbortError') throw error;
    throw new Problem(0, { detail: 'The server does not answer. It may be starting, or the connection is down.' });
  }
  if (answer.ok) return answer;
  let said = {};
  try {
    said = await answer.json();
  } catch {
    // not one of ours: its status alone is told
  }
  if (answer.status === 401) document.dispatchEvent(new CustomEvent('tidings:key'));
  throw new Problem(answer.status, said);
}

/**
 * @param {string} path @param {Record<string, any> | URLSearchParams} [query] @param {AbortSignal} [signal]
 * @returns {Promise<any>}
 */
export async function get(path, query, signal) {
  const answer = await ask(address(path, query), { signal });
  return answer.json();
}

/**
 * @param {string} method @param {string} path @param {unknown} [body]
 * @returns {Promise<any>} what was answered; null where that is nothing
 */
export async function send(method, path, body) {
  const answer = await ask(path, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
  });
  const text = await answer.text();
  return text ? JSON.parse(text) : null;
}

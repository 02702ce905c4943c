// Building the page out of elements: text is always text, and links lead to http(s) or to this origin.
// @ts-check

/** @typedef {Node | string | number | null | undefined | false | any[]} Child any depth of lists of these */
/** @typedef {Record<string, any>} Props */

const SVG = 'http://www.w3.org/2000/svg';

/**
 * Make an element. `props`: attributes; a function under `onclick` and the like is a listener; `true` is a bare
 * attribute, and null, undefined and false are none. `href` passes `safeHref`.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag @param {Props | null} [props] @param {...Child} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, props, ...children) {
  return fill(document.createElement(tag), props, children);
}

/**
 * Make an element of a drawing.
 * @template {keyof SVGElementTagNameMap} T
 * @param {T} tag @param {Props | null} [props] @param {...Child} children
 * @returns {SVGElementTagNameMap[T]}
 */
export function svg(tag, props, ...children) {
  return fill(/** @type {SVGElementTagNameMap[T]} */ (document.createElementNS(SVG, tag)), props, children);
}

/**
 * @template {Element} E
 * @param {E} element @param {Props | null | undefined} props @param {Child[]} children
 * @returns {E}
 */
function fill(element, props, children) {
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === 'function' && name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'href') {
      const safe = safeHref(value);
      if (safe) element.setAttribute('href', safe);
    } else if (name === 'dataset') Object.assign(/** @type {any} */ (element).dataset, value);
    else if (name.startsWith('on') || name === 'style' || name === 'srcdoc') throw new Error(`${name} is not set here`);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  append(element, children);
  return element;
}

/** @param {Node} parent @param {Child[]} children */
function append(parent, children) {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    if (Array.isArray(child)) append(parent, child);
    else parent.appendChild(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

/** Put `children` where the children of `parent` were. @param {Element} parent @param {...Child} children */
export function replace(parent, ...children) {
  parent.replaceChildren();
  append(parent, children);
}

/**
 * The address if it may be followed: http(s), or a path of this origin; else null.
 * @param {unknown} href @returns {string | null}
 */
export function safeHref(href) {
  const text = String(href);
  if (text.startsWith('/') && !/^\/[/\\]/.test(text)) return text;
  if (text.startsWith('#')) return text;
  try {
    const url = new URL(text);
    return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : null;
  } catch {
    return null;
  }
}

/**
 * A link out of the dashboard; plain text where the address may not be followed.
 * @param {string | null | undefined} href @param {...Child} children
 */
export function outward(href, ...children) {
  const safe = href && /^https?:/i.test(href) ? safeHref(href) : null;
  return safe
    ? h('a', { href: safe, rel: 'noopener noreferrer', target: '_blank', class: 'outward' }, ...children)
    : h('span', null, ...children);
}

/** Text that was written by others, in the direction it is written in. @param {Child} text @param {Props} [props] */
export function said(text, props) {
  return h('bdi', { dir: 'auto', ...props }, text);
}

/**
 * A path of the dashboard with its query. Empty values are left out; an array repeats its name.
 * @param {string} path @param {Record<string, any> | URLSearchParams} [query]
 */
export function address(path, query) {
  const pairs = query instanceof URLSearchParams ? query : new URLSearchParams(flat(query ?? {}));
  const text = pairs.toString();
  return text ? `${path}?${text}` : path;
}

/** @param {Record<string, any>} query @returns {string[][]} */
function flat(query) {
  return Object.entries(query).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value])
      .filter((one) => one !== null && one !== undefined && one !== '')
      .map((one) => [name, String(one)]),
  );
}

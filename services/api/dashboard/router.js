// Which page is shown: the address is the state. Links within the dashboard load nothing anew.
// @ts-check
import { failed } from './components/states.js';

/**
 * @typedef {object} Context What a page is given.
 * @property {HTMLElement} view where it draws
 * @property {string} id what stands in its address, or ''
 * @property {URLSearchParams} query
 * @property {AbortSignal} signal aborted when the page is left
 */
/** @typedef {{ update?: (query: URLSearchParams) => unknown }} Shown a page that stays when only its query changes */
/** @typedef {(context: Context) => Promise<Shown | void> | Shown | void} Page */
/** @typedef {{ path: RegExp, load: () => Promise<{ page: Page }>, name: string, title: string }} Route */

/** @type {Route[]} */
let routes = [];
/** @type {{ path: string, shown: Shown, leave: AbortController } | null} */
let current = null;
/** @type {HTMLElement} */
let outlet;
/** @type {(route: Route | null) => void} */
let moved = () => {};

/**
 * @param {Route[]} known @param {HTMLElement} into @param {(route: Route | null) => void} onMove told of each page
 */
export function start(known, into, onMove) {
  [routes, outlet, moved] = [known, into, onMove];
  history.scrollRestoration = 'manual';
  addEventListener('popstate', () => show(history.state?.scroll ?? 0, false));
  document.addEventListener('click', followed);
  return show(0, false);
}

/** @param {MouseEvent} event */
function followed(event) {
  const link = /** @type {Element} */ (event.target).closest?.('a[href]');
  if (!(link instanceof HTMLAnchorElement) || event.defaultPrevented || event.button !== 0) return;
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  if (link.target || link.hasAttribute('download') || link.origin !== location.origin) return;
  if (link.hash && link.pathname === location.pathname && link.search === location.search) return;
  if (!routes.some((route) => route.path.test(link.pathname))) return;
  event.preventDefault();
  go(link.pathname + link.search);
}

/** Go to an address of the dashboard. @param {string} to @param {{ replace?: boolean }} [how] */
export function go(to, how = {}) {
  if (how.replace) {
    history.replaceState(history.state, '', to);
    return show(null, false);
  }
  history.replaceState({ ...history.state, scroll: scrollY }, '');
  history.pushState(null, '', to);
  return show(0, true);
}

/** @param {number | null} scroll where to, null to stay @param {boolean} focus whether to begin reading at the top */
async function show(scroll, focus) {
  const path = location.pathname;
  const query = new URLSearchParams(location.search);
  if (current?.path === path && current.shown.update) {
    await current.shown.update(query);
    return;
  }
  const route = routes.find((one) => one.path.test(path)) ?? null;
  current?.leave.abort();
  const leave = new AbortController();
  const mine = { path, shown: /** @type {Shown} */ ({}), leave };
  current = mine;
  moved(route);
  if (!route) return;
  const { page } = await route.load();
  if (current !== mine) return;
  document.title = `${route.title} · Tidings`;
  const view = document.createElement('div');
  view.className = `page page-${route.name}`;
  outlet.replaceChildren(view);
  if (scroll !== null) scrollTo(0, scroll);
  const id = decodeURIComponent(route.path.exec(path)?.[1] ?? '');
  try {
    mine.shown = (await page({ view, id, query, signal: leave.signal })) ?? {};
  } catch (error) {
    if (current !== mine) return;
    const heading = document.createElement('h1');
    heading.className = 'aside';
    heading.textContent = route.title;
    view.replaceChildren(heading, failed(/** @type {Error} */ (error), () => again(mine)));
  }
  if (current !== mine) return;
  if (scroll) scrollTo(0, scroll);
  const heading = view.querySelector('h1');
  if (focus && heading && document.activeElement === document.body) {
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }
}

/** @param {object} shown */
function again(shown) {
  if (current !== shown) return;
  current = null;
  show(null, false);
}

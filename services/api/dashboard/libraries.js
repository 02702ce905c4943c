// The vendored libraries (vendor/packages.json), loaded when a page first needs them.
// @ts-check

/** They are classic scripts that put themselves into `globalThis`. @param {string} path */
const load = (path) => import(`./vendor/${path}`);

/** Projections and paths of the globe, and the reader of packed maps. @returns {Promise<{ d3: any, topojson: any }>} */
export async function geography() {
  await load('d3-array/d3-array.min.js');
  await Promise.all([load('d3-geo/d3-geo.min.js'), load('topojson-client/topojson-client.min.js')]);
  return /** @type {any} */ (globalThis);
}

/** The simulation that lays a network out. @returns {Promise<any>} */
export async function forces() {
  await Promise.all([load('d3-dispatch/d3-dispatch.min.js'), load('d3-quadtree/d3-quadtree.min.js'), load('d3-timer/d3-timer.min.js')]);
  await load('d3-force/d3-force.min.js');
  return /** @type {any} */ (globalThis).d3;
}

/** @type {Map<string, Promise<any>>} */
const worlds = new Map();

/** The countries of the world as packed map. @param {'110m' | '50m'} detail */
export function world(detail) {
  const known = worlds.get(detail) ?? fetch(`/assets/vendor/world-atlas/countries-${detail}.json`).then((answer) => answer.json());
  worlds.set(detail, known);
  return known;
}

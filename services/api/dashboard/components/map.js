// A map of the world with a disc for each place, as large as its count; it is dragged, zoomed and pinched.
// @ts-check
import { address, h, replace, svg } from '../dom.js';
import { number } from '../format.js';
import { geography, world } from '../libraries.js';
import { go } from '../router.js';
import { gathered } from './gathering.js';

/** @typedef {{ name: string, lat: number, lon: number, count: number, href: string }} Point */

const [WIDTH, HEIGHT] = [960, 480];
const CLOSEST = 60;
const DETAILED_FROM = 4;
const CLOSE = 8;
const LABELS = 40;
const TOLD = 8;
const SMALL = 12; // where the largest count is less, no disc is as large as can be

/**
 * @param {string} label what the map shows, for those who do not see it
 * @param {{ still?: boolean }} [how] `still`: it is looked at only
 */
export async function worldMap(label, how = {}) {
  const { d3, topojson } = await geography();
  const projection = d3.geoNaturalEarth1().fitExtent([[4, 4], [WIDTH - 4, HEIGHT - 4]], { type: 'Sphere' });
  const path = d3.geoPath(projection).digits(2);
  const land = svg('g', { class: 'land' }, svg('path', { class: 'sea', d: path({ type: 'Sphere' }) }), svg('path', { class: 'grid', d: path(d3.geoGraticule10()) }));
  const countries = svg('g', null);
  land.append(countries);
  const discs = svg('g', { class: 'discs' });
  const labels = svg('g', { class: 'labels', 'aria-hidden': 'true' });
  const drawing = svg('svg', { class: how.still ? 'world still' : 'world', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': label }, land, discs, labels);
  let view = { k: 1, x: 0, y: 0 };
  /** @type {{ point: Point, at: [number, number], r: number }[]} */
  let placed = [];
  /** What is drawn at the present zoom, where it lies on the land. @type {{ disc: SVGCircleElement, x: number, y: number, r: number, name: string }[]} */
  let drawn = [];
  let gatheredAt = '';
  let frame = 0;
  let detail = '';

  /** @param {'110m' | '50m'} wanted */
  async function drawCountries(wanted) {
    if (detail === wanted) return;
    detail = wanted;
    const packed = await world(wanted);
    if (detail !== wanted) return;
    replace(countries,
      svg('path', { class: 'countries', d: path(topojson.feature(packed, packed.objects.countries)) }),
      svg('path', { class: 'borders', d: path(topojson.mesh(packed, packed.objects.countries, (/** @type {any} */ a, /** @type {any} */ b) => a !== b)) }));
  }

  /** @param {Point[]} points */
  function show(points) {
    const most = Math.max(SMALL, ...points.map((one) => one.count));
    placed = [...points].sort((a, b) => b.count - a.count).map((point) => (
      { point, at: projection([point.lon, point.lat]), r: 2 + 15 * Math.sqrt(point.count / most) }));
    gatheredAt = '';
    draw();
  }

  /** Discs and letters are as large on every screen: how many units of the drawing a pixel is. */
  const pixel = () => (drawing.clientWidth ? WIDTH / drawing.clientWidth : 1);

  /** Make the discs anew where the zoom or the size of the drawing changed. */
  function gather() {
    const grown = Math.min(pixel(), 1.6);
    const key = `${view.k} ${grown}`;
    if (key === gatheredAt) return;
    gatheredAt = key;
    const groups = gathered(placed.map(({ point, at, r }) => ({ point, x: at[0] * view.k, y: at[1] * view.k, r: r * grown })));
    drawn = groups.map(({ point, x, y, r, hidden }) => {
      const name = hidden.length ? `${point.name} +${hidden.length}` : point.name;
      const told = [point, ...hidden.map((one) => one.point)];
      const disc = svg('circle', { r, class: hidden.length ? 'many' : null, onclick: () => dragged || chosen(point, hidden.length) },
        svg('title', null, told.slice(0, TOLD).map((one) => `${one.name}: ${number(one.count)}`).join('\n'), told.length > TOLD ? `\n… ${number(told.length - TOLD)} more` : ''));
      return { disc, x: x / view.k, y: y / view.k, r, name };
    });
    replace(discs, drawn.map((one) => one.disc));
  }

  /** A place is gone to, places that are gathered are looked at more closely. @param {Point} point @param {number} hidden */
  function chosen(point, hidden) {
    if (!hidden || view.k >= CLOSEST) go(point.href);
    else if (how.still) go(address('/map', { at: `${point.lat},${point.lon}`, zoom: Math.max(4, 3 * view.k).toFixed(0) }));
    else look(point.lat, point.lon, Math.min(CLOSEST, view.k * 3));
  }

  function draw() {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => {
      gather();
      land.setAttribute('transform', `translate(${view.x} ${view.y}) scale(${view.k})`);
      for (const { disc, x, y } of drawn) {
        disc.setAttribute('cx', String(x * view.k + view.x));
        disc.setAttribute('cy', String(y * view.k + view.y));
      }
      drawLabels(pixel());
    });
  }

  /** Names where there is room, those of the larger discs first. @param {number} scale */
  function drawLabels(scale) {
    const size = 12 * scale;
    /** @type {[number, number, number, number][]} */
    const taken = [];
    const texts = [];
    for (const one of drawn.slice(0, 200)) {
      const [x, y] = [one.x * view.k + view.x + one.r + 2 * scale, one.y * view.k + view.y + size / 3];
      const box = /** @type {[number, number, number, number]} */ ([x, y - size, x + one.name.length * size * 0.58, y + size * 0.3]);
      if (box[0] < 0 || box[2] > WIDTH || box[1] < 0 || box[3] > HEIGHT) continue;
      if (taken.some((other) => other[0] < box[2] && box[0] < other[2] && other[1] < box[3] && box[1] < other[3])) continue;
      taken.push(box);
      texts.push(svg('text', { x, y, 'font-size': size, direction: 'ltr' }, one.name));
      if (texts.length >= LABELS) break;
    }
    replace(labels, texts);
  }

  /** Look at where the places are, no closer than `CLOSE`. */
  function fit() {
    if (!placed.length) return;
    const [xs, ys] = [placed.map((one) => one.at[0]), placed.map((one) => one.at[1])];
    const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    const k = Math.min(CLOSE, (0.7 * WIDTH) / Math.max(1, right - left), (0.7 * HEIGHT) / Math.max(1, bottom - top));
    if (k > 1.2) move({ k, x: WIDTH / 2 - ((left + right) / 2) * k, y: HEIGHT / 2 - ((top + bottom) / 2) * k });
  }

  /** Zoom so that what is at (x, y) stays there. @param {number} factor @param {number} [x] @param {number} [y] */
  function zoom(factor, x = WIDTH / 2, y = HEIGHT / 2) {
    const k = Math.min(CLOSEST, Math.max(1, view.k * factor));
    move({ k, x: x - ((x - view.x) * k) / view.k, y: y - ((y - view.y) * k) / view.k });
  }

  /** @param {{ k: number, x: number, y: number }} to */
  function move(to) {
    view = {
      k: to.k,
      x: Math.min(0, Math.max(WIDTH * (1 - to.k), to.x)),
      y: Math.min(0, Math.max(HEIGHT * (1 - to.k), to.y)),
    };
    if (view.k > DETAILED_FROM) drawCountries('50m');
    draw();
  }

  /** @param {number} lat @param {number} lon @param {number} k */
  function look(lat, lon, k) {
    const [x, y] = projection([lon, lat]);
    move({ k, x: WIDTH / 2 - x * k, y: HEIGHT / 2 - y * k });
  }

  // Pointers: one drags, two pinch.
  /** @type {Map<number, [number, number]>} */
  const fingers = new Map();
  let dragged = false;
  /** @param {{ clientX: number, clientY: number }} event @returns {[number, number]} */
  const inside = (event) => {
    const box = drawing.getBoundingClientRect();
    return [((event.clientX - box.left) * WIDTH) / box.width, ((event.clientY - box.top) * HEIGHT) / box.height];
  };
  const spread = () => {
    const [a, b] = [...fingers.values()];
    return Math.hypot(a[0] - b[0], a[1] - b[1]);
  };
  if (!how.still) {
    drawing.addEventListener('pointerdown', (event) => {
      if (!fingers.size) dragged = false;
      fingers.set(event.pointerId, inside(event));
    });
    drawing.addEventListener('pointermove', (event) => {
      const before = fingers.get(event.pointerId);
      if (!before) return;
      const now = inside(event);
      const wide = fingers.size === 2 ? spread() : 0;
      fingers.set(event.pointerId, now);
      if (Math.hypot(now[0] - before[0], now[1] - before[1]) > 2) {
        dragged = true;
        drawing.setPointerCapture(event.pointerId);
      }
      if (wide) zoom(spread() / wide, now[0], now[1]);
      else move({ ...view, x: view.x + now[0] - before[0], y: view.y + now[1] - before[1] });
    });
    for (const end of ['pointerup', 'pointercancel', 'pointerleave']) {
      drawing.addEventListener(end, (event) => fingers.delete(/** @type {PointerEvent} */ (event).pointerId));
    }
    drawing.addEventListener('wheel', (event) => {
      event.preventDefault();
      zoom(2 ** (-event.deltaY / 300), ...inside(event));
    }, { passive: false });
    drawing.addEventListener('dblclick', (event) => zoom(2, ...inside(event)));
  }
  new ResizeObserver(draw).observe(drawing);
  await drawCountries('110m');
  const buttons = how.still ? null : h('div', { class: 'zoom' },
    h('button', { type: 'button', 'aria-label': 'Closer', onclick: () => zoom(2) }, '+'),
    h('button', { type: 'button', 'aria-label': 'Farther', onclick: () => zoom(0.5) }, '−'),
    h('button', { type: 'button', 'aria-label': 'The whole world', onclick: () => move({ k: 1, x: 0, y: 0 }) }, '⌂'));
  return { element: h('div', { class: 'map' }, drawing, buttons), show, look, fit };
}

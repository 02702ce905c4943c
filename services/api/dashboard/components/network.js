// Who is named together with whom: a network that is laid out by forces and can be dragged.
// @ts-check
import { h, svg } from '../dom.js';
import { counted } from '../format.js';
import { forces } from '../libraries.js';
import { go } from '../router.js';
import { entityPath } from './names.js';

/** @typedef {{ id: string, name: string, type: string, count: number, x?: number, y?: number, fx?: number | null, fy?: number | null }} Node */
/** @typedef {{ source: string, target: string, weight: number }} Edge */

const [WIDTH, HEIGHT] = [800, 520];
const SETTLING = 300;
const MANY = 30;

/**
 * @param {Node[]} nodes @param {Edge[]} edges @param {string} center the node that stays in the middle, or ''
 * @param {AbortSignal} signal
 */
export async function network(nodes, edges, center, signal) {
  const d3 = await forces();
  const most = Math.max(1, ...nodes.map((one) => one.count));
  const heaviest = Math.max(1, ...edges.map((one) => one.weight));
  const size = (/** @type {Node} */ node) => 5 + 13 * Math.sqrt(node.count / most);
  const known = new Map(nodes.map((one) => [one.id, { ...one }]));
  const points = [...known.values()];
  const links = edges.filter((one) => known.has(one.source) && known.has(one.target)).map((one) => ({ ...one }));
  const roomy = Math.min(2, Math.sqrt(MANY / points.length)); // a few spread as far as many
  const middle = known.get(center);
  if (middle) [middle.fx, middle.fy] = [WIDTH / 2, HEIGHT / 2];

  const lines = links.map((one) => svg('line', { 'stroke-width': 0.6 + 3 * (one.weight / heaviest) }));
  const dots = points.map((node) => {
    const r = size(node);
    return svg('g', { class: `node node-${node.type}${node.id === center ? ' node-center' : ''}`, onpointerdown: (/** @type {PointerEvent} */ event) => grab(event, node) },
      svg('title', null, `${node.name}: ${counted(node.count, 'article')}`),
      svg('circle', { r }), svg('text', { y: r + 13, 'text-anchor': 'middle' }, node.name));
  });
  const drawing = svg('svg', { class: 'network', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': `A network of ${counted(points.length, 'name')}; the list beside it says the same` },
    svg('g', { class: 'ties' }, lines), svg('g', null, dots));
  const simulation = d3.forceSimulation(points)
    .force('tie', d3.forceLink(links).id((/** @type {Node} */ one) => one.id).distance(90 * roomy).strength(Math.min(0.25, points.length / (2 * links.length))))
    .force('apart', d3.forceManyBody().strength(-300 * roomy ** 2))
    .force('room', d3.forceCollide((/** @type {Node} */ one) => size(one) + 16 * roomy))
    .force('across', d3.forceX(WIDTH / 2).strength(0.03))
    .force('down', d3.forceY(HEIGHT / 2).strength(0.09))
    .stop();
  simulation.tick(SETTLING); // settled before it is shown, so that nothing swims
  draw();
  simulation.on('tick', draw);
  signal.addEventListener('abort', () => simulation.stop());

  function draw() {
    points.forEach((node, at) => {
      const half = Math.max(20, node.name.length * 3.6); // of its name, below it
      node.x = Math.min(WIDTH - half, Math.max(half, node.x ?? 0));
      node.y = Math.min(HEIGHT - 34, Math.max(20, node.y ?? 0));
      dots[at].setAttribute('transform', `translate(${node.x} ${node.y})`);
    });
    links.forEach((link, at) => {
      const { source, target } = /** @type {{ source: any, target: any }} */ (link);
      for (const [name, value] of [['x1', source.x], ['y1', source.y], ['x2', target.x], ['y2', target.y]]) lines[at].setAttribute(name, value);
    });
  }

  /** Drag a node; what is only pressed is gone to. @param {PointerEvent} event @param {Node} node */
  function grab(event, node) {
    const holder = /** @type {Element} */ (event.currentTarget);
    holder.setPointerCapture(event.pointerId);
    let far = 0;
    const drag = (/** @type {Event} */ moved) => {
      const { clientX, clientY } = /** @type {PointerEvent} */ (moved);
      const box = drawing.getBoundingClientRect();
      [node.fx, node.fy] = [((clientX - box.left) * WIDTH) / box.width, ((clientY - box.top) * HEIGHT) / box.height];
      far += 1;
      simulation.alphaTarget(0.25).restart();
    };
    holder.addEventListener('pointermove', drag);
    holder.addEventListener('pointerup', () => {
      holder.removeEventListener('pointermove', drag);
      simulation.alphaTarget(0);
      if (far < 3) go(entityPath(node.id));
      else if (node.id !== center) [node.fx, node.fy] = [null, null];
    }, { once: true });
  }
  return h('div', { class: 'net' }, drawing);
}

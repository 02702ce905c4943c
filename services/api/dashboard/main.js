// Begins: draws the frame and shows the page that the address names.
// @ts-check
import { box, boxSaid, draw, main, mark } from './shell.js';
import { listen } from './keyboard.js';
import { start } from './router.js';

/** @type {(import('./router.js').Route & { section: string | null })[]} */
const ROUTES = [
  { path: /^\/$/, name: 'now', title: 'Now', section: '/', load: () => import('./pages/now.js') },
  { path: /^\/search$/, name: 'search', title: 'Search', section: '/search', load: () => import('./pages/search.js') },
  { path: /^\/articles\/([^/]+)$/, name: 'article', title: 'Article', section: null, load: () => import('./pages/article.js') },
  { path: /^\/entities\/([^/]+)$/, name: 'entity', title: 'Entity', section: null, load: () => import('./pages/entity.js') },
  { path: /^\/stories$/, name: 'stories', title: 'Stories', section: '/stories', load: () => import('./pages/stories.js') },
  { path: /^\/stories\/([^/]+)$/, name: 'story', title: 'Story', section: '/stories', load: () => import('./pages/story.js') },
  { path: /^\/map$/, name: 'map', title: 'Map', section: '/map', load: () => import('./pages/map.js') },
  { path: /^\/quotes$/, name: 'quotes', title: 'Quotes', section: '/quotes', load: () => import('./pages/quotes.js') },
  { path: /^\/columns$/, name: 'columns', title: 'Columns', section: '/columns', load: () => import('./pages/columns.js') },
  { path: /^\/feeds$/, name: 'feeds', title: 'Feeds', section: '/feeds', load: () => import('./pages/feeds.js') },
  { path: /^\/feeds\/([^/]+)$/, name: 'feed', title: 'Feed', section: '/feeds', load: () => import('./pages/feed.js') },
  { path: /^\/docs$/, name: 'docs', title: 'HTTP interface', section: null, load: () => import('./pages/docs.js') },
  { path: /^\/pipeline$/, name: 'pipeline', title: 'Pipeline', section: '/pipeline', load: () => import('./pages/pipeline.js') },
  { path: /^\/quarantine\/([^/]+)$/, name: 'quarantine', title: 'Quarantine', section: '/pipeline', load: () => import('./pages/quarantine.js') },
];

draw();
listen();
start(ROUTES, main, (route) => {
  const section = ROUTES.find((one) => one === route)?.section ?? null;
  mark(section);
  if (section !== '/search' && section !== '/map') {
    box.value = '';
    boxSaid.hidden = true;
  }
});

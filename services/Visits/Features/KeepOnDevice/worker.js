// Opens the operative's pages where there is no signal. What it keeps is in KEPT: pages and files that are the same for everybody. Whose visits they are
// is never here: that is in the phone's own store (store.js), which midnight and signing out empty.
const CACHE = `visits-${BUILD}`;
const PATIENCE = 5000;
const SHORT_PATIENCE = 1000;
const OUR_PAGE = /^\/visits(\/[0-9a-f-]{36}(\/outcome(\/DO\d\d)?)?|\/offline)?\/?$/i;
let lastMissed = 0;

self.addEventListener('install', (event) => event.waitUntil(install()));
self.addEventListener('activate', (event) => event.waitUntil(activate()));
self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.mode === 'navigate') {
    if (OUR_PAGE.test(url.pathname)) event.respondWith(page(request, '/visits/offline'));
    else if (url.pathname === '/visits/conduct') event.respondWith(page(request, '/visits/conduct'));
  } else if (request.method === 'GET' && KEPT.includes(url.pathname + url.search)) {
    event.respondWith(kept(request, url.pathname + url.search));
  }
});

async function install() {
  const cache = await caches.open(CACHE);
  await Promise.all(KEPT.map(async (path) => {
    // Without credentials: what is kept is what somebody who is not signed in gets.
    const answer = await fetch(path, { credentials: 'omit', cache: 'no-cache', redirect: 'error' });
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    await cache.put(path, answer);
  }));
  await self.skipWaiting();
}

async function activate() {
  for (const name of await caches.keys()) if (name.startsWith('visits-') && name !== CACHE) await caches.delete(name);
  await self.clients.claim();
}

// The server's own page where it can be had soon; otherwise the one that reads the phone's store.
async function page(request, instead) {
  // A form on its way is waited for: it may have arrived.
  const isForm = request.method !== 'GET';
  const patience = Date.now() - lastMissed < 30000 ? SHORT_PATIENCE : PATIENCE;
  const answer = await (isForm ? fetch(request) : Promise.race([fetch(request), nothingAfter(patience)])).catch(() => null);
  if (answer && (isForm || answer.status < 500)) {
    lastMissed = 0;
    return answer;
  }
  lastMissed = Date.now();
  if (isForm) return Response.redirect(request.url.split('?')[0], 303);
  return (await (await caches.open(CACHE)).match(instead, { ignoreVary: true })) ?? Response.error();
}

const nothingAfter = (patience) => new Promise((resolve) => { setTimeout(() => resolve(null), patience); });

async function kept(request, path) {
  return (await (await caches.open(CACHE)).match(path, { ignoreVary: true })) ?? fetch(request);
}

// What this phone keeps, in the browser's own store. Nothing that the operative reported leaves it before the server has said that it has it.
//   day      today's visits as the server told them           until midnight or signing out
//   drafts   what is typed and photographed, not yet sent     until it is sent, midnight or signing out
//   entries  "read", "on my way" and reports to send          until the server has them
//   photos   photos to send                                   until the server has them
//   done     what the server has answered                     until midnight or signing out
const STORES = { day: 'key', drafts: 'visitId', entries: 'id', photos: 'photoId', done: 'id' };
let opened;
const channel = 'BroadcastChannel' in self ? new BroadcastChannel('visits') : null;
const listeners = new Set();

const open = () => opened ??= new Promise((resolve, reject) => {
  const request = indexedDB.open('visits', 1);
  request.onupgradeneeded = () => {
    for (const [name, keyPath] of Object.entries(STORES)) request.result.createObjectStore(name, { keyPath });
  };
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

const answer = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

const read = async (name) => (await open()).transaction(name).objectStore(name);

/** Throws where this browser keeps nothing (a private window): the pages then send their forms as they are. */
export const ready = async () => { await open(); };

export const get = async (name, key) => answer((await read(name)).get(key));

export const all = async (name) => answer((await read(name)).getAll());

/** Changes several stores as one: all of it is on the disk when this is over, or none. */
export async function change(names, work) {
  const transaction = (await open()).transaction(names, 'readwrite', { durability: 'strict' });
  const over = new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
  work((name) => transaction.objectStore(name));
  await over;
  tell();
  channel?.postMessage('changed');
}

/** Calls back whenever something changed, in this window or another. */
export const onChange = (listener) => listeners.add(listener);

const tell = () => { for (const listener of listeners) listener(); };
if (channel) channel.onmessage = tell;

/** What was said by the server of today, or nothing once its midnight is over. */
export async function today() {
  const day = await get('day', 'today');
  if (!day) return null;
  if (nowBy(day) < Date.parse(day.until)) return day;
  await leave();
  return null;
}

/** Milliseconds by the landlord's clock, also on a phone whose clock is wrong. */
export const nowBy = (day) => Date.now() + (day?.ahead ?? 0);

/** Keeps what the server says of today; another operative's things go, but for what waits to be sent. */
export async function keepDay(told) {
  const before = await get('day', 'today');
  if (before && before.who !== told.who) await leave();
  await change(['day'], (store) => store('day').put({ key: 'today', ...told, keptAt: Date.parse(told.now), ahead: Date.parse(told.now) - Date.now() }));
}

/** Signing out or midnight: everything goes but what waits to be sent. */
export const leave = () => change(['day', 'drafts', 'done'], (store) => { for (const name of ['day', 'drafts', 'done']) store(name).clear(); });

/** What waits: reports, photos, and small confirmations. */
export async function waiting() {
  const [entries, photos] = await Promise.all([all('entries'), all('photos')]);
  entries.sort((a, b) => a.madeAt - b.madeAt);
  return { entries, photos, reports: entries.filter((entry) => entry.kind === 'report') };
}

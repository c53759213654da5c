// What this phone keeps, in the browser's own store. Nothing that the operative reported leaves it before the server has said that it has it.
//   day      today's visits as the server told them           until midnight or signing out
//   drafts   what is typed and photographed, not yet sent     until it is sent, a fortnight at most
//   entries  "read", "on my way" and reports to send          until the server has them
//   photos   photos to send                                   until the server has them
//   done     what the server has answered                     until midnight or signing out
// Drafts, entries, photos and what was answered name who made them, and are shown to nobody else: not to another operative, and to nobody while no one is signed in.
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

/** What was said by the server of today to whoever this page is for, or nothing once its midnight is over. */
export async function today() {
  const day = await dayKept();
  const here = document.querySelector('[data-device]')?.dataset.who;
  return day && (!here || here === day.who) ? day : null;
}

/** The same, whoever the page that is open was made for. */
export async function dayKept() {
  const day = await get('day', 'today');
  if (!day) return null;
  if (nowBy(day) < Date.parse(day.until)) return day;
  await leave();
  return null;
}

/** Milliseconds by the landlord's clock, also on a phone whose clock is wrong. */
export const nowBy = (day) => Date.now() + (day?.ahead ?? 0);

const FORTNIGHT = 14 * 24 * 3600 * 1000;
const SIGNED_IN = 'visits-who';

/** Who uses this phone now; nothing where nobody is signed in, as far as it knows. With no signal it is whoever was signed in last and did not sign out. */
export const whoNow = (day) => document.querySelector('[data-device]')?.dataset.who || day?.who || localStorage.getItem(SIGNED_IN) || '';

/** Whether a thing is shown to whoever uses the phone now. */
export const isOf = (who) => (one) => who !== '' && one.who === who;

/** What was begun and not sent by the one who uses the phone now. */
export const draftsOf = async (who) => (await all('drafts')).filter(isOf(who));

/** Keeps what the server says of today; another operative's day goes, and what they made stays for them alone. */
export async function keepDay(told) {
  const before = await get('day', 'today');
  if (before && before.who !== told.who) await leave();
  localStorage.setItem(SIGNED_IN, told.who);
  const old = (await all('drafts')).filter((draft) => !draft.who || !(Date.now() - draft.keptAt < FORTNIGHT));
  if (old.length > 0) await change(['drafts'], (store) => { for (const draft of old) store('drafts').delete(draft.visitId); });
  await change(['day'], (store) => store('day').put({ key: 'today', ...told, keptAt: Date.parse(told.now), ahead: Date.parse(told.now) - Date.now() }));
}

/** Midnight: the day goes. What somebody reported or began stays until the server has it. */
export const leave = () => change(['day', 'done'], (store) => { for (const name of ['day', 'done']) store(name).clear(); });

/** Nobody is signed in any more: the same, and what stays is shown to nobody until its maker signs in again. */
export async function signedOut() {
  localStorage.removeItem(SIGNED_IN);
  await leave();
}

/** What waits: reports, photos, and small confirmations. */
export async function waiting() {
  const [entries, photos] = await Promise.all([all('entries'), all('photos')]);
  entries.sort((a, b) => a.madeAt - b.madeAt);
  return { entries, photos, reports: entries.filter((entry) => entry.kind === 'report') };
}

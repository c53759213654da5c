// Sends what waits on this phone, one thing after the other, and takes away only what the server has answered by name.
import { change, dayKept, get, keepDay, nowBy, onChange, ready, signedOut, waiting } from './store.js';

const FIRST_PAUSE = 5000;
const LONGEST_PAUSE = 300000;
const SENTENCES = {
  'not-found': 'This visit is no longer yours. Ring the desk and tell them what happened.',
  'already-reported': 'This visit has another report already.',
};

/** How it went last time: 'unknown', 'reached', 'no-signal' or 'signed-out'. */
export const line = { state: 'unknown', busy: false, at: 0 };
let pause = FIRST_PAUSE;
let timer = 0;
let told = () => {};

/** Sends now, whenever there is signal again, and every now and then. */
export function keepSending(say) {
  told = say;
  addEventListener('online', again);
  document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'visible') again(); });
  onChange(() => told());
  return send();
}

/** As if nothing had been tried before. */
export const again = () => { pause = FIRST_PAUSE; return send(); };

/** Sends what waits. Two windows, or two presses, send once. */
export async function send() {
  clearTimeout(timer);
  if (line.busy) return line.busy;
  line.busy = (navigator.locks ? navigator.locks.request('visits-send', round) : round()).catch(() => { line.state = 'no-signal'; });
  told();
  await line.busy;
  line.busy = false;
  line.at = Date.now();
  const { entries, photos } = await waiting();
  const left = [...entries, ...photos].some((one) => one.state === 'waiting');
  if (left || line.state === 'no-signal') {
    timer = setTimeout(send, pause * (0.8 + 0.4 * Math.random()));
    pause = Math.min(pause * 2, LONGEST_PAUSE);
  } else {
    pause = FIRST_PAUSE;
  }
  told();
}

async function round() {
  await ready();
  const day = await refresh();
  if (!day) return;
  const { entries, photos } = await waiting();
  const held = new Set();
  for (const entry of [...entries.filter(isDanger), ...entries.filter((one) => !isDanger(one))]) {
    if (entry.who !== day.who || entry.state !== 'waiting') continue;
    // "I have read this" counts before what came after it; somebody in danger waits for nothing.
    if (held.has(entry.visitId) && !isDanger(entry)) continue;
    const result = await sendEntry(entry, day);
    if (result === 'stop') return;
    if (result === 'later') held.add(entry.visitId);
  }
  for (const photo of photos) {
    if (photo.who !== day.who || photo.state !== 'waiting') continue;
    if (await sendPhoto(photo, day) === 'stop') return;
  }
  if (entries.length > 0) await refresh();
}

/** Asks for today: it says who is signed in, and gives the token that goes with what is sent. */
async function refresh() {
  let answer;
  try {
    answer = await fetch('/visits/device', { redirect: 'manual', cache: 'no-store', signal: AbortSignal.timeout(15000) });
  } catch {
    line.state = 'no-signal';
    return null;
  }
  if (answer.type === 'opaqueredirect' || answer.status === 401 || answer.status === 403) {
    // Nobody, or somebody who is no operative: the briefs are not theirs.
    line.state = 'signed-out';
    await signedOut();
    return null;
  }
  const told = answer.ok ? await answer.json().catch(() => null) : null;
  if (!told?.who) {
    line.state = 'no-signal';
    return null;
  }
  line.state = 'reached';
  await keepDay(told);
  return dayKept();
}

const isDanger = (entry) => entry.body.observed?.includes('now') === true;

/** Where there is no line at all the rest need not be tried; where only this one could not be taken just now, the others go on. */
const later = () => line.state === 'no-signal' ? 'stop' : 'later';

async function sendEntry(entry, day) {
  const at = `/visits/device/${entry.visitId}`;
  if (entry.kind === 'read') return settle(entry, await call('POST', `${at}/read`, day, entry.body), 'visitId', entry.visitId);
  if (entry.kind === 'set-off') {
    const minutes = entry.body.minutes - Math.floor((nowBy(day) - entry.madeAt) / 60000);
    if (minutes < 1) return drop(entry, 'There was no signal until you were there: the person was not told that you were on your way.');
    return settle(entry, await call('POST', `${at}/set-off`, day, { minutes }), 'visitId', entry.visitId);
  }
  const answered = await call('POST', `${at}/outcome`, day, entry.body);
  const other = answered.problem?.type === '/problems/already-reported' ? answered.problem.reportId : undefined;
  // It was one of our own, whose answer was lost, before it was changed here.
  if (other && entry.former.includes(other)) {
    // Written down first: an id that was sent with one content is never sent with another.
    entry.body = { ...entry.body, supersedes: other };
    await stays('entries', entry.id, { body: entry.body });
    return settle(entry, await call('POST', `${at}/outcome`, day, entry.body), 'reportId', entry.id);
  }
  return settle(entry, answered, 'reportId', entry.id, other);
}

/** Takes the entry off the phone where the server has it, marks it where the server cannot take it so, and leaves it for later otherwise. */
async function settle(entry, answered, member, id, standing) {
  if (answered.body?.[member] === id) {
    await change(['entries', 'done'], (store) => {
      store('entries').delete(entry.id);
      store('done').put({ id: entry.id, kind: entry.kind, visitId: entry.visitId, who: entry.who, outcome: entry.body.outcome, photoId: entry.body.photoId, fields: entry.fields, words: answered.body.words, at: Date.now() });
    });
    return 'sent';
  }
  if (!answered.problem) return later();
  if (entry.kind !== 'report' || answered.problem.type === '/problems/given-away') return drop(entry, answered.problem.detail);
  await stays('entries', entry.id, { state: 'mend', sentences: sentencesOf(answered.problem), faults: answered.problem.errors ?? {}, standing });
  return 'stays';
}

/** Confirmations that no longer mean anything; what the operative needs to know of it stays to be read. */
async function drop(entry, words) {
  await change(['entries', 'done'], (store) => {
    store('entries').delete(entry.id);
    store('done').put({ id: entry.id, kind: 'note', visitId: entry.visitId, who: entry.who, words, at: Date.now() });
  });
  return 'sent';
}

async function sendPhoto(photo, day) {
  const answered = await call('PUT', `/visits/device/${photo.visitId}/photos/${photo.photoId}`, day, photo.bytes, 120000);
  if (answered.body?.photoId === photo.photoId) {
    await change(['photos', 'done'], (store) => {
      store('photos').delete(photo.photoId);
      store('done').put({ id: photo.photoId, kind: 'photo', visitId: photo.visitId, who: photo.who, at: Date.now() });
    });
    return 'sent';
  }
  if (!answered.problem) return later();
  await stays('photos', photo.photoId, { state: 'mend', sentences: sentencesOf(answered.problem) });
  return 'stays';
}

/** Marks what stays, unless it was changed or sent meanwhile. */
async function stays(name, id, mark) {
  const one = await get(name, id);
  if (one) await change([name], (store) => store(name).put({ ...one, ...mark }));
}

/** An answer of ours as { body } or { problem }; neither where there was no signal, or somebody else answered in our name. */
async function call(method, path, day, body, patience = 20000) {
  const isFile = body instanceof ArrayBuffer;
  try {
    const answer = await fetch(path, {
      method,
      redirect: 'error',
      cache: 'no-store',
      headers: { RequestVerificationToken: day.token, 'Content-Type': isFile ? 'application/octet-stream' : 'application/json' },
      body: isFile ? body : JSON.stringify(body),
      signal: AbortSignal.timeout(patience),
    });
    const kind = answer.headers.get('Content-Type') ?? '';
    if (answer.ok) return { body: kind.includes('json') ? await answer.json() : null };
    if (answer.status === 413) return { problem: { detail: 'This is too large to send. Take a smaller photo.' } };
    if (answer.status >= 500 || answer.status === 429 || !kind.includes('problem+json')) return answer.status === 400 && kind.includes('html') ? { problem: { detail: 'Something here cannot be read. Change it and send it again.' } } : {};
    const problem = await answer.json();
    return problem.type === '/problems/form-expired' || problem.type === '/problems/sign-in' ? {} : { problem };
  } catch {
    line.state = 'no-signal';
    return {};
  }
}

function sentencesOf(problem) {
  const sentences = Object.values(problem.errors ?? {}).flat();
  const kind = problem.type?.split('/').pop();
  return sentences.length > 0 ? sentences : [SENTENCES[kind] ?? problem.detail ?? 'The desk could not take this. Ring them and tell them what happened.'];
}

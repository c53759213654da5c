// Says honestly what has been sent and what has not: in total, and for each visit.
import { all, draftsOf, isOf, today, waiting, whoNow } from './store.js';
import { again, line } from './send.js';

const place = document.querySelector('[data-device]');
const many = (n, one, more) => `${n} ${n === 1 ? one : more}`;

export const whoHere = () => place?.dataset.who || '';
export const aheadHere = () => place?.dataset.now ? Date.parse(place.dataset.now) - performance.timeOrigin : 0;

export function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

const button = make('button', 'govuk-button govuk-button--secondary', 'Try to send now');
button.type = 'button';
button.addEventListener('click', () => again());

/** Draws everything anew from what is kept. */
export async function draw() {
  if (!place) return;
  const [day, { entries, photos, reports }, answered] = await Promise.all([today(), waiting(), all('done')]);
  const who = whoNow(day);
  const done = answered.filter(isOf(who));
  // While nobody is signed in it is said that something waits, and nothing of what it is.
  const mine = (one) => !who || one.who === who;
  const [myReports, myPhotos] = [reports.filter(mine), photos.filter(mine)];
  const mend = who ? [...myReports, ...myPhotos].filter((one) => one.state === 'mend') : [];
  const left = [...entries.filter(mine), ...myPhotos].filter((one) => one.state === 'waiting');
  const others = [...reports, ...photos].filter((one) => !mine(one)).length;
  say(place.querySelector('[data-device-total]'), total(myReports, myPhotos, left.filter((one) => one.kind === 'set-off').length, mend, done, day, others));
  const list = place.querySelector('[data-device-list]');
  list.replaceChildren(...mend.map(item), ...done.filter((one) => one.kind === 'note').map((one) => make('li', '', one.words)));
  if (left.length > 0) place.append(button);
  else button.remove();
  place.hidden = false;
  const drafts = await draftsOf(who);
  for (const card of document.querySelectorAll('[data-visit]')) if (card.matches('li')) mark(card, entries.filter(isOf(who)), photos.filter(isOf(who)), done, drafts);
}

function total(reports, photos, untold, mend, done, day, others) {
  const words = [];
  const [r, p] = [reports.filter((one) => one.state === 'waiting').length, photos.filter((one) => one.state === 'waiting').length];
  if (r + p > 0) {
    const what = [r ? many(r, 'report', 'reports') : '', p ? many(p, 'photo', 'photos') : ''].filter(Boolean).join(' and ');
    words.push(`Not sent yet: ${what}. ${r + p === 1 ? 'It is' : 'They are'} safe on this phone.`);
  }
  if (untold > 0) words.push(`${many(untold, 'person has', 'people have')} not been told yet that you are on your way.`);
  if (r + p + untold > 0) {
    words.push(line.state === 'signed-out' ? 'Sign in again to send.' : line.busy ? 'Sending now.' : line.state === 'no-signal' ? 'There is no signal. We send when it is back.' : 'We try again soon.');
  }
  if (mend.length > 0) words.push(`${many(mend.length, 'thing needs', 'things need')} a change from you.`);
  if (others > 0) words.push('Something that another person reported on this phone waits until they sign in.');
  if (words.length === 0 && done.some((one) => one.kind === 'report' || one.kind === 'photo')) words.push('Everything you reported has been sent.');
  if (words.length === 0) words.push('Nothing waits to be sent.');
  if (day && r + p === 0) words.push('Today’s visits are on this phone until midnight, or until you sign out. They open with no signal.');
  return words.join(' ');
}

function item(one) {
  const entry = make('li');
  entry.append(make('p', 'govuk-body govuk-!-margin-bottom-1', one.sentences.join(' ')));
  const page = one.kind === 'report' ? `/visits/${one.visitId}/outcome/${one.body.outcome}` : `/visits/${one.visitId}/outcome/DO10`;
  const link = make('a', 'govuk-link', one.kind === 'report' ? 'Look at what you reported and change it' : 'Take another photo');
  link.href = page;
  entry.append(link);
  return entry;
}

/** One line under a visit's card. */
function mark(card, entries, photos, done, drafts) {
  const id = card.dataset.visit;
  let line = card.querySelector('[data-device-visit]');
  const begun = drafts.some((one) => one.visit === id) ? 'You began to say what happened. It is on this phone and not sent.' : '';
  const words = [begun, wordsFor(id, entries, photos, done)].filter(Boolean).join(' ');
  if (!line && words) {
    line = make('p', 'govuk-body');
    line.dataset.deviceVisit = '';
    line.setAttribute('role', 'status');
    card.append(line);
  }
  if (line) say(line, words);
}

/** What has become of what was reported of one visit. */
export function wordsFor(id, entries, photos, done) {
  const here = (one) => one.visitId === id;
  const report = entries.find((one) => here(one) && one.kind === 'report');
  const photo = photos.find(here);
  const sent = done.filter(here);
  const words = [];
  if (report?.state === 'mend') words.push('Your report is on this phone and needs a change.');
  else if (report) words.push('Your report is saved on this phone. It has not been sent yet.');
  else if (sent.some((one) => one.kind === 'report')) words.push('Your report has been sent.');
  if (photo?.state === 'mend') words.push('The photo could not be used. Take another.');
  else if (photo) words.push('The photo is saved on this phone. It has not been sent yet.');
  else if (sent.some((one) => one.kind === 'photo')) words.push('The photo has been sent.');
  if (entries.some((one) => here(one) && one.kind === 'set-off')) words.push('The person has not been told yet that you are on your way.');
  return words.join(' ');
}

// A screen reader repeats only what has changed.
function say(element, words) {
  if (element.textContent !== words) element.textContent = words;
}

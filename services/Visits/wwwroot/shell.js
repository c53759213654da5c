// Draws the operative's pages from what the phone keeps, where there is no signal. The words are the page's own templates.
import { all, isOf, today, waiting, whoNow } from './store.js';
import { make } from './panel.js';
import { clock } from './evidence.js';

const template = (name) => document.getElementById(`shell-${name}`).content.cloneNode(true);

/** Puts the page that belongs to the address in place of what is there. */
export async function drawShell(place) {
  const [day, kept, answered] = await Promise.all([today(), waiting(), all('done')]);
  const [entries, done] = [kept.entries.filter(isOf(whoNow(day))), answered.filter(isOf(whoNow(day)))];
  const [, visitId, outcome, code] = /^\/visits(?:\/([0-9a-f-]{36})(\/outcome(?:\/(DO\d\d))?)?)?/i.exec(location.pathname) ?? [];
  const pending = (visit, kind) => entries.find((one) => one.visitId === visit && one.kind === kind);
  const asOf = day ? `, at ${clock(day.keptAt - Date.now())}` : '';

  const stateOf = (visit) => {
    if (pending(visit.visitId, 'report')) return 'Saved on this phone';
    if (visit.reportId || done.some((one) => one.visitId === visit.visitId && one.kind === 'report')) return 'Reported';
    if (visit.setOff) return 'On your way';
    return isRead(visit) ? 'Read' : 'Read this first';
  };
  const isRead = (visit) => visit.briefRead || pending(visit.visitId, 'read')?.body.version === visit.version;
  const address = (visit) => visit.address ?? 'The address is on its way to us. Ring the desk if you need it now.';

  const visit = day?.visits.find((one) => one.visitId === visitId?.toLowerCase());
  // Whoever made a report that waits may look at it after midnight too.
  const mine = visitId && (visit ?? (pending(visitId, 'report') ? { visitId, instructions: [] } : null));
  let page;
  if (!visitId && day) {
    page = fill(template('today'), { heading: day.heading, asOf, empty: day.visits.length === 0 });
    page.querySelector('[data-list=visits]').append(...day.visits.map((one) => {
      const card = fill(template('card'), { page: `/visits/${one.visitId}`, window: one.window, address: address(one), job: one.job ?? '', state: stateOf(one), instructions: one.instructions });
      card.querySelector('[data-visit]').dataset.visit = one.visitId;
      return card;
    }));
  } else if (mine && code) {
    page = template(`report-${code === 'DO10' ? 'DO10' : 'DO01'}`);
    const words = template('choose').querySelector(`a[href$="/${code}"]`)?.textContent.trim();
    if (!words) return place.replaceChildren(template('nothing'));
    fill(page, { words, outcomePage: `/visits/${visitId}/outcome` });
    prepare(page.querySelector('form'), mine, code, words, pending(visitId, 'report'), day);
  } else if (visit && outcome) {
    page = fill(template('choose'), { page: `/visits/${visitId}` });
    for (const link of page.querySelectorAll('a[href*="/VISIT/"]')) link.setAttribute('href', link.getAttribute('href').replace('VISIT', visitId));
  } else if (visit) {
    const reported = visit.reportId || pending(visitId, 'report') || done.some((one) => one.visitId === visitId && one.kind === 'report');
    const setOffKept = pending(visitId, 'set-off') !== undefined;
    page = fill(template('brief'), {
      window: visit.window, day: visit.day, address: address(visit), job: visit.job ?? 'Ring the desk', instructions: visit.instructions, asOf,
      nothingAsked: visit.fetched && visit.instructions.length === 0, asked: visit.instructions.length > 0,
      toRead: visit.fetched && !isRead(visit), toSetOff: isRead(visit) && !visit.setOff && !setOffKept && !reported,
      setOff: visit.setOff, setOffKept, desk: day.deskPhone, deskPhone: day.deskPhone, deskDial: `tel:${(day.deskPhone ?? '').replace(/[^\d+]/g, '')}`,
      outcomePage: `/visits/${visitId}/outcome`, sayWhat: reported ? 'Change what you reported' : 'Say what happened',
    });
    for (const form of page.querySelectorAll('form')) form.dataset.visit = visitId;
  } else {
    page = template('nothing');
  }
  place.replaceChildren(page);
  const heading = place.querySelector('h1').textContent.trim();
  document.title = document.title.replace(/^[^-]*/, `${heading} `);
}

/** A report's form for this visit: what does not belong to it goes. */
function prepare(form, visit, code, words, pending, day) {
  Object.assign(form.dataset, { visit: visit.visitId, outcome: code, words, date: visit.date ?? pending.body.date, wait: visit.wait ?? 10, noCalls: visit.noCalls ? 'True' : 'False' });
  const remove = (part) => form.querySelector(`[data-part="${part}"]`)?.remove();
  if (code === 'DO22') remove('came');
  remove(visit.noPhotos ? 'photo' : 'no-photos');
  const instead = form.querySelector('[data-part="no-photos-instead"]');
  if (instead) instead.textContent = visit.noCalls ? 'A text takes its place.' : 'A call and a text take its place.';
  const wait = form.querySelector('#Left-hint');
  if (wait && code === 'DO10') wait.textContent = `Please wait at least ${form.dataset.wait} minutes at this door.`;
  const place = form.querySelector('[data-distance]');
  if (place && day && visit.lat != null) Object.assign(place.dataset, { lat: visit.lat, lon: visit.lon });
}

/** data-text, data-href, data-list of lines and data-if, all as text. */
function fill(page, values) {
  for (const one of page.querySelectorAll('[data-if]')) if (!values[one.dataset.if]) one.remove();
  for (const one of page.querySelectorAll('[data-text]')) one.textContent = values[one.dataset.text] ?? '';
  for (const one of page.querySelectorAll('[data-href]')) one.href = values[one.dataset.href] ?? '';
  for (const one of page.querySelectorAll('[data-list]')) one.replaceChildren(...(values[one.dataset.list] ?? []).map((line) => make('li', '', line)));
  return page;
}

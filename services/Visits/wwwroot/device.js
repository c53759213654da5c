// Makes the operative's pages work with no signal. Where a browser can keep nothing, the pages work as they are.
import { change, draftsOf, nowBy, ready, signedOut, today, waiting, whoNow } from './store.js';
import { keepSending, line, send } from './send.js';
import { draw, make, whoHere } from './panel.js';
import { drawShell } from './shell.js';
import { takeOver } from './report.js';

start();

async function start() {
  try {
    await ready();
  } catch {
    return;
  }
  navigator.serviceWorker?.register('/visits/worker.js', { scope: '/visits', updateViaCache: 'none' }).catch(() => {});
  const shell = document.querySelector('[data-shell]');
  if (shell) await drawShell(shell);
  for (const form of document.querySelectorAll('form[data-report]')) await takeOver(form);
  for (const form of document.querySelectorAll('form[data-read], form[data-set-off]')) confirmOn(form);
  document.querySelector('[data-leave]')?.addEventListener('click', async () => {
    await signedOut();
    await drawShell(shell);
  });
  for (const form of document.querySelectorAll('form[action="/sign-out"]')) signOutOn(form);
  const redraw = async () => {
    await draw();
    document.dispatchEvent(new Event('kept'));
  };
  await redraw();
  watchMidnight();
  await keepSending(redraw);
}

/** "I have read this" and "On my way": to the server where it was there a moment ago, otherwise kept and sent later, with the time of now. */
function confirmOn(form) {
  let busy = false;
  form.addEventListener('submit', async (event) => {
    const lately = Date.now() - Math.max(line.at, performance.timeOrigin) < 30000;
    if (!document.querySelector('[data-shell]') && navigator.onLine && line.state !== 'no-signal' && lately) return;
    event.preventDefault();
    if (busy) return;
    busy = true;
    const day = await today();
    const visit = day?.visits.find((one) => one.visitId === form.dataset.visit);
    const isRead = form.hasAttribute('data-read');
    const minutes = Number(form.querySelector('[name=Minutes]:checked')?.value);
    if (!visit || (!isRead && !minutes)) {
      busy = false;
      if (visit) ask(form);
      else form.submit();
      return;
    }
    const madeAt = nowBy(day);
    const kind = isRead ? 'read' : 'set-off';
    await change(['entries'], (store) => store('entries').put({
      id: `${kind} ${visit.visitId}`, kind, visitId: visit.visitId, who: whoHere() || day.who, madeAt, state: 'waiting', sentences: [], former: [],
      body: isRead ? { version: visit.version, readAt: new Date(madeAt).toISOString() } : { minutes },
    }));
    await Promise.race([send(), new Promise((resolve) => setTimeout(resolve, 3000))]);
    location.assign(`/visits/${visit.visitId}`);
  });
}

function ask(form) {
  const group = form.querySelector('.govuk-form-group');
  if (group.querySelector('.govuk-error-message')) return;
  group.classList.add('govuk-form-group--error');
  const message = make('p', 'govuk-error-message', 'Choose how long it will take you to get there');
  message.setAttribute('role', 'alert');
  group.querySelector('.govuk-radios').before(message);
}

/** The briefs leave the phone; what waits to be sent stays, and that is said first. */
function signOutOn(form) {
  let told = false;
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const { reports, photos } = await waiting();
    const n = reports.length + photos.length;
    const begun = (await draftsOf(whoNow(await today()))).length;
    if (n + begun > 0 && !told) {
      told = true;
      const sent = n === 0 ? '' : `${n === 1 ? 'One thing you reported has' : `${n} things you reported have`} not been sent yet. ${n === 1 ? 'It stays' : 'They stay'} on this phone until you sign in again and there is signal. `;
      const unfinished = begun === 0 ? '' : 'What you began and did not send stays on this phone, for you alone: sign in again and finish it. ';
      const notice = make('div', 'govuk-inset-text', `${sent}${unfinished}The visits leave the phone. Press “Sign out” again to go on.`);
      notice.setAttribute('role', 'alert');
      notice.tabIndex = -1;
      document.querySelector('main').prepend(notice);
      notice.focus();
      return;
    }
    await signedOut();
    form.submit();
  });
}

/** At midnight the briefs go, also while a page is open; a page that slept looks when it wakes. */
function watchMidnight() {
  const look = async () => {
    const shell = document.querySelector('[data-shell]');
    if (!await today() && shell && !document.querySelector('form[data-report]')) await drawShell(shell);
  };
  setInterval(look, 20000);
  document.addEventListener('visibilitychange', look);
}

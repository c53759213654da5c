// The report's page: what is typed and photographed is kept on the phone at once, and sending it means first of all saving it.
import { all, change, get, isOf, today, waiting, whoNow } from './store.js';
import { send } from './send.js';
import { aheadHere, make, wordsFor } from './panel.js';
import { minutesBetween, offerNow, showEvidence } from './evidence.js';
import { offerDistance } from './distance.js';
import { shrink } from './photo.js';

const TEXTS = ['Arrived', 'Left', 'What1', 'At1', 'What2', 'At2', 'What3', 'At3', 'Metres', 'Note'];

/** Takes a form over. It is saved under the visit it belongs to, however often the browser is killed. */
export async function takeOver(form) {
  const { visit, outcome } = form.dataset;
  const day = await today();
  const ahead = () => day?.ahead ?? aheadHere();
  const { entries } = await waiting();
  const who = whoNow(day);
  const pending = entries.filter(isOf(who)).find((one) => one.kind === 'report' && one.visitId === visit);
  const draft = await begun(visit, who, outcome, pending, form, day);
  const photoId = () => draft.photoId;
  let saved = false;
  let shrinking = Promise.resolve();
  restore(form, draft.fields);
  offerDistance(form.querySelector('[data-distance]'));
  offerNow(form, ahead);
  if (pending) form.before(make('div', 'govuk-inset-text', `${wordsOf(pending)} Here you can change it.`));
  let hasPhoto = draft.photo !== undefined || await get('photos', photoId()) !== undefined || await get('done', photoId()) !== undefined;
  const redraw = outcome === 'DO10' ? showEvidence(form, () => hasPhoto) : () => {};
  danger(form);

  const keep = async () => {
    if (saved) return;
    draft.fields = fieldsOf(form);
    draft.keptAt = Date.now();
    await change(['drafts'], (store) => store('drafts').put(draft));
  };
  form.addEventListener('input', keep);
  form.addEventListener('change', keep);

  const file = form.querySelector('[name=Photo]');
  if (file) {
    const said = make('p', 'govuk-body', hasPhoto ? 'There is a photo on this phone. Choose another to put it in its place.' : '');
    said.setAttribute('role', 'status');
    file.after(said);
    file.addEventListener('change', () => { shrinking = take().catch(() => {}); });
    const take = async () => {
      if (!file.files[0]) return;
      said.textContent = 'Making the photo smaller';
      const bytes = await shrink(file.files[0]);
      if (!bytes) {
        said.textContent = 'This phone cannot read that picture. Take it again, as a JPEG, PNG or WebP picture.';
        file.value = '';
        return;
      }
      // Another picture is another photo, also where the first may have been sent.
      draft.photoId = crypto.randomUUID();
      draft.photo = bytes;
      hasPhoto = true;
      await keep();
      said.textContent = 'The photo is kept on this phone.';
      redraw();
    };
  }

  let busy = false;
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    try {
      const faults = faultsOf(form);
      if (faults.length > 0) {
        explain(form, faults);
        return;
      }
      // Pressed while the photo is still made smaller: it goes along.
      await shrinking;
      await save(form, draft, ahead());
      saved = true;
      await show(form, visit, who, outcome);
    } catch (error) {
      if (saved) throw error;
      // The phone is full, or keeps nothing: the page sends itself, as without scripts.
      if (form.method === 'post') form.submit();
      else explain(form, [], ['This phone has no room to save this. Free some, or write it down and send it when there is signal.']);
    } finally {
      busy = false;
    }
  });
  if (pending?.state === 'mend') explain(form, Object.entries(pending.faults ?? {}).flatMap(([name, sentences]) => sentences.map((text) => [name, text])), pending.sentences);
}

/** What was begun before, or what waits to be sent and is now changed, or a new one. */
async function begun(visit, who, outcome, pending, form, day) {
  // Each operative has a draft of their own, also where a visit went from one to the other.
  const key = `${visit} ${who}`;
  const before = await get('drafts', key);
  if (before?.outcome === outcome) return before;
  const known = day?.visits.find((one) => one.visitId === visit);
  const sent = await sentOf(visit, who);
  return {
    visitId: key,
    visit,
    who,
    outcome,
    reportId: crypto.randomUUID(),
    photoId: pending?.body.photoId ?? sent[0]?.photoId ?? crypto.randomUUID(),
    photo: outcome === 'DO10' ? before?.photo : undefined,
    supersedes: pending?.standing ?? pending?.body.supersedes ?? form.elements.Supersedes?.value ?? sent[0]?.id ?? known?.reportId ?? null,
    former: [...sent.map((one) => one.id), ...pending ? [...pending.former, pending.id] : []],
    fields: pending?.fields ?? before?.fields ?? sent[0]?.fields ?? {},
  };
}

const sentOf = async (visit, who) => (await all('done')).filter(isOf(who)).filter((one) => one.visitId === visit && one.kind === 'report').sort((a, b) => b.at - a.at);

/** One step: the report and its photo are to be sent, and are no draft any more. */
async function save(form, draft, ahead) {
  const fields = fieldsOf(form);
  const value = (name) => fields[name] || null;
  const withPhoto = form.querySelector('[name=Photo]') !== null;
  const { visit, who } = draft;
  const madeAt = Date.now() + ahead;
  const entry = {
    id: draft.reportId,
    kind: 'report',
    visitId: visit,
    who,
    madeAt,
    state: 'waiting',
    sentences: [],
    words: form.dataset.words,
    fields,
    former: [],
    body: {
      reportId: draft.reportId,
      outcome: draft.outcome,
      date: form.dataset.date,
      arrived: value('Arrived'),
      left: value('Left'),
      tries: [1, 2, 3].map((n) => ({ what: value(`What${n}`), at: value(`At${n}`) })).filter((one) => one.what || one.at),
      metres: value('Metres'),
      observed: fields.Observed ?? [],
      note: value('Note'),
      photoId: withPhoto ? draft.photoId : null,
      supersedes: draft.supersedes,
      madeAt: new Date(madeAt).toISOString(),
    },
  };
  // Another window may have saved or sent one meanwhile: this one takes its place.
  const [{ entries }, sent] = await Promise.all([waiting(), sentOf(visit, who)]);
  const older = entries.filter(isOf(who)).filter((one) => one.kind === 'report' && one.visitId === visit && one.id !== draft.reportId);
  entry.former = [...new Set([...draft.former, ...older.map((one) => one.id), ...sent.map((one) => one.id)])];
  const unusable = draft.photo ? (await all('photos')).filter(isOf(who)).filter((one) => one.visitId === visit && one.state === 'mend') : [];
  await change(['entries', 'photos', 'drafts'], (store) => {
    for (const photo of unusable) store('photos').delete(photo.photoId);
    for (const one of older) store('entries').delete(one.id);
    store('entries').put(entry);
    if (draft.photo) store('photos').put({ photoId: draft.photoId, visitId: visit, who, bytes: draft.photo, madeAt, state: 'waiting', sentences: [] });
    store('drafts').delete(draft.visitId);
  });
  navigator.storage?.persist?.();
}

/** In place of the form: what has become of it, word by word as it happens. */
async function show(form, visit, who, outcome) {
  const box = make('div');
  const heading = make('h1', 'govuk-heading-l', 'Saved on this phone');
  heading.tabIndex = -1;
  const said = make('p', 'govuk-body');
  said.setAttribute('role', 'status');
  const back = make('a', 'govuk-button', 'Back to your visits');
  back.href = '/visits';
  back.setAttribute('role', 'button');
  back.draggable = false;
  box.append(heading, said);
  const inDanger = fieldsOf(form).Observed.includes('now');
  if (inDanger) box.append(emergency());
  box.append(back);
  const main = form.parentElement;
  main.querySelector('h1')?.remove();
  for (const old of main.querySelectorAll('.govuk-error-summary, .govuk-inset-text')) old.remove();
  form.replaceWith(box);
  document.title = document.title.replace(/^[^-]*/, 'Saved on this phone ');
  heading.focus();
  const tell = async () => {
    const [kept, answered, [sent]] = await Promise.all([waiting(), all('done'), sentOf(visit, who)]);
    const [entries, photos, done] = [kept.entries.filter(isOf(who)), kept.photos.filter(isOf(who)), answered.filter(isOf(who))];
    const report = entries.find((one) => one.visitId === visit && one.kind === 'report');
    heading.textContent = report?.state === 'mend' ? 'Your report needs a change' : report ? 'Saved on this phone' : 'Sent';
    const words = [wordsFor(visit, entries, photos, done), report?.state === 'mend' ? report.sentences.join(' ') : !report ? sent?.words ?? '' : inDanger ? 'The person on duty has not been told yet: ring the desk.' : ''].filter(Boolean).join(' ');
    if (said.textContent !== words) said.textContent = words;
    if (report?.state === 'mend' && !box.querySelector('[data-mend]')) {
      const link = make('a', 'govuk-button govuk-button--secondary govuk-!-margin-right-2', report.standing ? 'Look at it and send it in place of the other' : 'Change it');
      link.href = `/visits/${visit}/outcome/${outcome}`;
      link.dataset.mend = '';
      link.setAttribute('role', 'button');
      back.before(link);
    }
  };
  document.addEventListener('kept', tell);
  await tell();
  await send();
  await tell();
}

function fieldsOf(form) {
  const fields = {};
  for (const name of TEXTS) if (form.elements[name]) fields[name] = form.elements[name].value.trim();
  fields.Observed = [...form.querySelectorAll('[name=Observed]:checked')].map((box) => box.value);
  return fields;
}

function restore(form, fields) {
  for (const name of TEXTS) if (form.elements[name] && fields[name]) form.elements[name].value = fields[name];
  for (const box of form.querySelectorAll('[name=Observed]')) if (fields.Observed) box.checked = fields.Observed.includes(box.value);
}

/** What the phone can see by itself; the server looks again. */
function faultsOf(form) {
  const value = (name) => form.elements[name]?.value.trim() ?? null;
  const faults = [];
  if (value('Arrived') === '') faults.push(['Arrived', 'Enter the time you arrived, for example 10:15']);
  if (value('Left') === '') faults.push(['Left', 'Enter the time you left, for example 10:30']);
  if (value('Arrived') && value('Left') && minutesBetween(value('Arrived'), value('Left')) < 0) faults.push(['Left', 'You cannot have left before you arrived. Check both times.']);
  for (const n of [1, 2, 3]) {
    if (value(`What${n}`) && value(`At${n}`) === '') faults.push([`At${n}`, 'Enter the time you did this, for example 10:17']);
    if (value(`What${n}`) === '' && value(`At${n}`)) faults.push([`What${n}`, 'Choose what you did']);
  }
  if (value('Metres') && !/^\d+$/.test(value('Metres'))) faults.push(['Metres', 'Enter the distance in whole metres, for example 20']);
  return faults;
}

/** The same summary and the same sentences beside the fields as the server writes. */
function explain(form, faults, sentences = []) {
  for (const old of form.querySelectorAll('.govuk-error-message')) old.remove();
  for (const old of form.querySelectorAll('.govuk-form-group--error')) old.classList.remove('govuk-form-group--error');
  document.querySelector('main .govuk-error-summary')?.remove();
  const summary = make('div', 'govuk-error-summary');
  const alert = make('div');
  alert.setAttribute('role', 'alert');
  alert.append(make('h2', 'govuk-error-summary__title', 'There is a problem'));
  const list = make('ul', 'govuk-list govuk-error-summary__list');
  for (const [name, text] of faults.length > 0 ? faults : sentences.map((one) => ['', one])) {
    const field = name && form.querySelector(`[name="${name}"]`);
    const row = make('li');
    if (field) {
      const link = make('a', '', text);
      link.href = `#${field.id}`;
      row.append(link);
      const group = field.closest('.govuk-form-group');
      group.classList.add('govuk-form-group--error');
      const message = make('p', 'govuk-error-message');
      message.id = `${field.id}-error`;
      message.append(make('span', 'govuk-visually-hidden', 'Error:'), ` ${text}`);
      (group.querySelector('.govuk-hint') ?? group.querySelector('label, legend')).after(message);
      field.setAttribute('aria-describedby', `${(field.getAttribute('aria-describedby') ?? '').replace(/\S+-error/, '').trim()} ${message.id}`.trim());
    } else {
      row.textContent = text;
    }
    list.append(row);
  }
  if (list.children.length === 0) return;
  alert.append(list);
  summary.append(alert);
  summary.tabIndex = -1;
  form.parentElement.prepend(summary);
  summary.focus();
}

/** "Someone is in danger now": the numbers at once, also with no signal for us. */
function danger(form) {
  const box = [...form.querySelectorAll('[name=Observed]')].find((one) => one.value === 'now');
  if (!box) return;
  const shown = emergency();
  const redraw = () => { if (box.checked) box.closest('.govuk-form-group').after(shown); else shown.remove(); };
  box.addEventListener('change', redraw);
  redraw();
}

function emergency() {
  const box = make('div', 'govuk-inset-text');
  box.setAttribute('role', 'alert');
  for (const [words, number, dial] of [['Danger now: ring ', '999', '999'], ['Smell of gas: go outside and ring ', '0800 111 999', '0800111999']]) {
    const line = make('p', 'govuk-body-l');
    const link = make('a', 'govuk-link', number);
    link.href = `tel:${dial}`;
    line.append(words, link);
    box.append(line);
  }
  return box;
}

const wordsOf = (entry) => entry.state === 'mend' ? `Your report is on this phone and needs a change: ${entry.sentences.join(' ')}` : 'Your report is saved on this phone. It has not been sent yet.';

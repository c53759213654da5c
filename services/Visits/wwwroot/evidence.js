// Leads through the evidence at a door where nobody answers: a button for each time, and a list of what is there and what is not.
import { make } from './panel.js';

const LONDON = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

/** "10:15", by the landlord's clock. */
export const clock = (ahead) => LONDON.format(new Date(Date.now() + ahead));

function minutesOf(text) {
  const [, hours, minutes] = /^(\d{1,2})[:.]?(\d{2})$/.exec(text.trim()) ?? [];
  return hours === undefined ? null : Number(hours) * 60 + Number(minutes);
}

/** From one time on the wall to a later one; past midnight where it seems to go back by more than half a day. */
export function minutesBetween(from, to) {
  const [a, b] = [minutesOf(from), minutesOf(to)];
  if (a === null || b === null) return null;
  return a - b > 720 ? b + 1440 - a : b - a;
}

/** A "now" button behind each time. */
export function offerNow(form, ahead) {
  for (const field of form.querySelectorAll('input[type=time]')) {
    const label = form.querySelector(`label[for="${field.id}"]`)?.textContent.trim() ?? '';
    const button = make('button', 'govuk-button govuk-button--secondary govuk-!-margin-top-1 govuk-!-margin-bottom-0', 'Now');
    button.type = 'button';
    button.append(make('span', 'govuk-visually-hidden', `: ${label}`));
    button.addEventListener('click', () => {
      field.value = clock(ahead());
      field.dispatchEvent(new Event('input', { bubbles: true }));
    });
    field.after(button);
  }
}

/** The list, for "no answer" alone; it changes with every answer. */
export function showEvidence(form, photoKept) {
  const box = make('div', 'govuk-inset-text');
  box.append(make('h2', 'govuk-heading-s', 'What is there, and what is not yet'));
  const said = make('div');
  said.setAttribute('role', 'status');
  const list = make('ul', 'govuk-list');
  said.append(list);
  box.append(said);
  form.querySelector('button[type=submit], .govuk-button:not([type=button])')?.before(box);
  const redraw = () => {
    const rows = rowsOf(form, photoKept());
    const words = rows.map(([there, text]) => `${there ? 'There: ' : 'Not yet: '}${text}`);
    if (list.dataset.words === words.join()) return;
    list.dataset.words = words.join();
    list.replaceChildren(...rows.map(([there, text]) => {
      const row = make('li');
      row.append(make('strong', `govuk-tag govuk-tag--${there ? 'green' : 'grey'}`, there ? 'There' : 'Not yet'), ` ${text}`);
      return row;
    }));
  };
  form.addEventListener('input', redraw);
  form.addEventListener('change', redraw);
  redraw();
  return redraw;
}

function rowsOf(form, hasPhoto) {
  const value = (name) => form.elements[name]?.value ?? '';
  const wait = Number(form.dataset.wait) || 10;
  const stayed = minutesBetween(value('Arrived'), value('Left'));
  const tries = [1, 2, 3].filter((n) => value(`What${n}`) && value(`At${n}`) && !(form.dataset.noCalls === 'True' && value(`What${n}`) === 'call'));
  const kinds = tries.map((n) => value(`What${n}`));
  const instead = kinds.includes('text') && (form.dataset.noCalls === 'True' || kinds.includes('call'));
  return [
    [stayed !== null && stayed >= wait, `${wait} minutes at the door${stayed === null ? '' : ` (${stayed} so far)`}`],
    [new Set(tries.map((n) => `${value(`What${n}`)} ${value(`At${n}`)}`)).size >= 2, 'two tries, each with its time'],
    [/^\d+$/.test(value('Metres').trim()), 'how far you were from the address'],
    form.querySelector('[name=Photo]') ? [hasPhoto, 'a photo of the card (it can come later)'] : [instead, form.dataset.noCalls === 'True' ? 'a text, in place of a photo' : 'a call and a text, in place of a photo'],
  ];
}

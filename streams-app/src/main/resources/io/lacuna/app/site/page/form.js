// "What would you fill here?"

import {$, el, number, rows} from './dom.js';

const value = (one) => (typeof one === 'number' ? number(one) : String(one));

const at = (record, path) => record[path] ?? path.split('.').reduce((object, name) => object?.[name], record);

const table = (record) => {
  const body = el('tbody', null);
  rows(body, record.imputation.cells.map((cell) => [cell.field, [value(at(record, cell.field)), null],
    [cell.probabilities ? Object.entries(cell.probabilities).sort((one, other) => other[1] - one[1]).slice(0, 5).map(([label, p]) => label + ' ' + number(p)).join(', ') : number(cell.lower) + ' to ' + number(cell.upper), null], cell.sd ? number(cell.sd) : '']));
  const head = ['Field', 'Filled with', 'Interval, or probabilities', 'Standard deviation'].map((name) => el('th', {scope: 'col'}, name));
  const code = record.imputation.latent ? el('p', {class: 'quiet'}, 'Latent code: ' + record.imputation.latent.mean.map(number).join(', ')) : null;
  return el('div', {class: 'wide'}, el('table', null, el('caption', null, `${record.imputation.cells.length} cells filled by generation ${record.imputation.generation}`), el('thead', null, el('tr', null, ...head)), body), code);
};

const show = (answer) => {
  const records = Array.isArray(answer) ? answer : [answer];
  $('answer').replaceChildren(...records.slice(0, 20).map(table), el('details', null, el('summary', null, 'As JSON'), el('pre', {tabindex: 0}, JSON.stringify(answer, null, 1))));
};

const refuse = (words) => {
  $('refused').textContent = words;
  $('refused').hidden = !words;
};

const send = async () => {
  refuse('');
  const by = $('by').value.trim();
  try {
    const answer = await fetch('/api/impute' + (by ? '?generation=' + encodeURIComponent(by) : ''), {method: 'POST', headers: {'Content-Type': 'application/json'}, body: $('record').value});
    const body = await answer.json();
    if (answer.ok) {
      show(body);
    } else {
      $('answer').replaceChildren();
      refuse((body.record !== undefined ? 'Record ' + body.record + ': ' : '') + body.error);
    }
  } catch (failure) {
    refuse('The stream does not answer: ' + failure.message);
  }
};

/** Sets up the form. newest() gives a record to begin with. */
export const begin = (newest) => {
  $('fill').addEventListener('submit', (event) => {
    event.preventDefault();
    send();
  });
  $('example').addEventListener('click', () => {
    const record = newest();
    if (record) {
      $('record').value = JSON.stringify(record, null, 1);
    }
  });
};

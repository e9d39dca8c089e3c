// What all viewers see: state, errors, generations, missing cells, events.

import {contest} from './charts.js';
import {$, el, number, rows, share, span, three, time, whole} from './dom.js';

const samples = [];

/** Records per second over the last samples of the counter. */
const rate = (state) => {
  samples.push([state.atMs, state.imputed]);
  if (samples.length > 6) {
    samples.shift();
  }
  const [[from, before], [to, now]] = [samples[0], samples[samples.length - 1]];
  return to > from ? Math.max(0, (now - before) * 1000 / (to - from)) : null;
};

export const showState = (state) => {
  $('application').textContent = state.applicationId + ': ' + state.input + ' to ' + state.imputedTopic;
  document.title = 'Lacuna: ' + state.applicationId;
  const ready = state.notReady.length === 0;
  const pill = $('readiness');
  const words = ready ? 'ready, generation ' + state.generation : 'not ready';
  if (pill.textContent !== words) {
    pill.textContent = words;
    pill.className = ready ? 'pill ready' : 'pill waits';
  }
  $('reasons').hidden = ready;
  $('reasons').replaceChildren(...state.notReady.map((reason) => el('li', null, reason)));
  const figures = [['Records per second', number(rate(state))], ['Waiting', whole(state.waiting)], ['Generation', state.generation ?? 'none'], ['Filled', whole(state.imputed)],
    ['Dead letters', whole(state.deadLetters)], ['Partitions here', state.here + ' of ' + state.partitions]];
  $('figures').replaceChildren(...figures.map(([name, value]) => el('div', {'data-figure': name}, el('dt', null, name), el('dd', null, String(value)))));
  const reasons = Object.entries(state.deadLetterReasons);
  $('dead-letters').replaceChildren(...(reasons.length ? reasons.map(([reason, count]) => el('li', null, reason.replace('_', ' ') + ': ' + whole(count))) : [el('li', null, 'none')]));
  $('mass').textContent = share(state.intervalMass) + ' interval';
  $('aim').textContent = share(state.intervalMass);
  aim = state.intervalMass;
  serving = state.generation;
};

let aim = 0.9;
let serving = null;

/** A coverage, marked where it is off by more than chance and five points. */
const coverage = (value, cells) => {
  const off = value !== null && Math.abs(value - aim) > 0.05 + 3 * Math.sqrt(aim * (1 - aim) / Math.max(1, cells));
  return [share(value), off ? 'n off' : 'n'];
};

const lowest = (value, ...others) => value !== null && others.every((other) => other === null || other === undefined || value <= other);

export const showScores = (scores) => {
  rows($('by-generation'), scores.live.map((one) => [one.generation + (one.generation === serving ? ' (serves)' : ''), three(one.rmse), coverage(one.coverage, one.cells), share(one.categoryError), whole(one.cells)]));
  const shadow = scores.shadow;
  $('shadow').textContent = shadow ? `Generation ${shadow.shadow} in the shadow of ${shadow.active}: gain ${number(shadow.gain)} on ${whole(shadow.records)} records, ${number(shadow.z)} of its standard errors.` : '';
  const newest = Math.max(...scores.features.map((one) => one.generation));
  rows($('by-feature'), scores.features.filter((one) => one.generation === newest).map((one) => [one.feature,
    [three(one.error), lowest(one.error, one.byMean) ? 'n best' : 'n'], three(one.byMean), [three(one.byLast), one.byLast !== null && one.byLast < one.besideLast ? 'n off' : 'n'],
    [three(one.besideLast), one.byLast !== null && lowest(one.besideLast, one.byLast) ? 'n best' : 'n'], coverage(one.coverage, one.cells), whole(one.cells)]));
  const live = scores.live.find((one) => one.generation === serving);
  rows($('by-age'), (live ? live.ages : []).map((one) => [one.age, share(one.filled), three(one.rmse), coverage(one.coverage, one.cells), share(one.categoryError), whole(one.cells)]));
};

const figures = (evaluation) => {
  const one = (name, of) => Number.isFinite(evaluation[`${name}.${of}`]) ? number(evaluation[`${name}.${of}`]) : null;
  const [mine, theirs, held] = [one('challenger', 'error'), one('champion', 'error'), one('challenger', 'coverage')];
  return [mine && 'error ' + mine + (theirs ? ', champion ' + theirs : ''), held && 'coverage ' + held].filter(Boolean).join(', ');
};

export const showGenerations = (generations) => {
  $('contest').replaceChildren(...(contest(generations) || []));
  $('timeline').replaceChildren(...generations.slice().reverse().map((one) => el('li', {class: one.state, 'data-generation': one.number, 'data-state': one.state},
    el('strong', null, 'Generation ' + one.number), ' ', el('span', {class: 'tag ' + one.state}, one.state), ' ',
    el('span', {class: 'quiet'}, `${one.outcome} ${time(one.createdMs)}, ${one.reason}, ${number(one.artifactBytes)} bytes`),
    el('div', null, [figures(one.evaluation), one.message].filter(Boolean).join('. ')),
    one.why ? el('div', {class: 'off'}, one.why) : null)));
};

export const showMissing = (matrix) => {
  const features = matrix.features.length;
  $('missing-words').textContent = features === 0 ? 'No record since somebody looked here.' : `Of ${matrix.records} recent records of all keys; the picture has the last ${matrix.rows.length} of them, a row each. Dark is observed, light is missing.`;
  const canvas = $('matrix');
  const wide = Math.max(2, Math.min(40, Math.floor(900 / Math.max(1, features))));
  canvas.width = Math.max(1, features * wide);
  canvas.height = Math.max(1, matrix.rows.length * 2);
  const style = getComputedStyle(document.documentElement);
  const pen = canvas.getContext('2d');
  pen.fillStyle = style.getPropertyValue('--gap');
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = style.getPropertyValue('--observed');
  matrix.rows.forEach((row, i) => {
    for (let j = 0; j < features; j++) {
      if (row[j] === '1') {
        pen.fillRect(j * wide, 2 * i, wide > 3 ? wide - 1 : wide, 2);
      }
    }
  });
  canvas.setAttribute('aria-label', `Observed and missing cells of the newest ${matrix.rows.length} records and ${features} features; the tables below have the shares.`);
  rows($('missing-share'), matrix.features.map((name, j) => [name, share(matrix.missing[j])]).sort((one, other) => parseFloat(other[1]) - parseFloat(one[1])).slice(0, 40));
  rows($('patterns'), matrix.patterns.map((pattern) => [pattern.missing.length === 0 ? 'nothing' : pattern.missing.slice(0, 8).join(', ') + (pattern.missing.length > 8 ? ` and ${pattern.missing.length - 8} more` : ''), whole(pattern.records)]));
};

export const showEvents = (events) => {
  $('events').replaceChildren(...(events.length ? events.slice().reverse().map((event) => el('li', null, el('strong', null, event.kind.toLowerCase().replaceAll('_', ' ')), ' ', el('span', {class: 'quiet'}, time(event.atMs)), ' ' + event.message)) : [el('li', null, 'none')]));
};

export const ago = span;

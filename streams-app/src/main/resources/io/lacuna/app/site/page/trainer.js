// Follows the trainer: what it does, what its last refit came to, and the life of the generations.

import {$, el, rows, share, span, three, time, whole} from './dom.js';
import {showEvents, showGenerations} from './panels.js';

/** When the next refit starts, in words. */
const next = (state) => (state.fitting ? 'now' : state.nextRefitMs <= state.atMs ? 'due' : 'in ' + span(state.nextRefitMs - state.atMs));

const showTrainer = (state) => {
  $('application').textContent = state.applicationId + ': ' + state.input + ' to ' + state.modelsTopic;
  document.title = 'Lacuna trainer: ' + state.applicationId;
  const ready = state.notReady.length === 0;
  const words = !ready ? 'failing' : state.fitting ? 'fitting' : 'waiting';
  if ($('readiness').textContent !== words) {
    $('readiness').textContent = words;
    $('readiness').className = ready ? 'pill ready' : 'pill waits';
  }
  $('reasons').hidden = ready;
  $('reasons').replaceChildren(...state.notReady.map((reason) => el('li', null, reason)));
  const figures = [['Last run', state.lastRun], ['It ended', state.lastRunMs === 0 ? 'none yet' : span(state.atMs - state.lastRunMs) + ' ago'],
    ['Next refit', next(state)], ['Its last generation', state.generation || 'none'], ['A better model is', state.promotion === 'automatic' ? 'published' : 'proposed']];
  $('figures').replaceChildren(...figures.map(([name, value]) => el('div', {'data-figure': name}, el('dt', null, name), el('dd', null, String(value)))));
  if ($('last').textContent !== state.lastWords) {
    $('last').textContent = state.lastWords;
  }
};

const showContests = (generations) => {
  showGenerations(generations);
  rows($('contests'), generations.filter((one) => Number.isFinite(one.evaluation['challenger.error'])).reverse().map((one) => {
    const of = (name) => one.evaluation[name];
    return [one.number + ', ' + time(one.createdMs), [one.outcome, one.outcome === 'refused' ? 'off' : null], three(of('challenger.error')), three(of('champion.error')), three(of('marginal.error')),
      share(of('challenger.coverage')), whole(of('cells'))];
  }));
};

const source = new EventSource('/api/live');
const on = (name, show) => source.addEventListener(name, (event) => show(JSON.parse(event.data)));
on('trainer', showTrainer);
on('generations', showContests);
on('events', showEvents);
source.addEventListener('error', () => {
  $('readiness').textContent = 'no connection';
  $('readiness').className = 'pill waits';
});

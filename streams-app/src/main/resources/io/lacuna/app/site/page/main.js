// Follows the stream of events and shows each; the records of the chosen key as small series.

import {Series, cell, made} from './charts.js';
import {$, number, rows, time} from './dom.js';
import {begin} from './form.js';
import {showEvents, showGenerations, showMissing, showScores, showState} from './panels.js';

const KEPT = 120;
const SHOWN = 12;

let source = null;
let key = null;
let features = [];
let records = [];
let charts = new Map();

const visible = () => {
  const part = $('filter').value.trim().toLowerCase();
  const found = features.map((feature, j) => j).filter((j) => features[j].name.toLowerCase().includes(part));
  return $('all').checked ? found : found.slice(0, SHOWN);
};

const draw = () => {
  const shown = visible();
  const names = new Set(shown.map((j) => features[j].name));
  for (const [name, chart] of charts) {
    if (!names.has(name)) {
      chart.figure.remove();
      charts.delete(name);
    }
  }
  for (const j of shown) {
    const feature = features[j];
    if (!charts.has(feature.name)) {
      const chart = new Series(feature);
      charts.set(feature.name, chart);
      $('series').append(chart.figure);
    }
    charts.get(feature.name).draw(records.map((record) => ({t: record.t, g: record.g, cell: cell(feature, record.c[j])})));
  }
  const words = key === null ? 'No record yet.' : `${records.length} records of ${key}; ${shown.length} of ${features.length} features.`;
  if ($('shown').textContent !== words) {
    $('shown').textContent = words;
  }
  if ($('newest').open) {
    table();
  }
};

const table = () => {
  const newest = records[records.length - 1];
  if (!newest) {
    return;
  }
  $('newest-title').textContent = `Record ${newest.at} of ${key}, ${time(newest.t)}, generation ${newest.g}`;
  rows($('newest-cells'), features.map((feature, j) => {
    const one = cell(feature, newest.c[j]);
    const value = one.left ? 'missing' : feature.labels ? feature.labels[one.value] : number(one.value);
    const ends = !one.filled ? '' : feature.labels ? number(one.probability) : one.lower === null ? '' : number(one.lower) + ' to ' + number(one.upper);
    return [feature.name, [value, null], [ends, null], [made(one), null]];
  }));
};

/** The newest record as the input had it. */
const newest = () => {
  const last = records[records.length - 1];
  const record = {};
  features.forEach((feature, j) => {
    const one = last ? cell(feature, last.c[j]) : {left: true};
    const value = one.left || one.filled ? null : feature.labels ? feature.labels[one.value] : one.value;
    record[feature.name] = value === 'true' ? true : value === 'false' ? false : value;
  });
  return features.length ? record : null;
};

const showRecords = (told) => {
  key = told.key;
  if (document.activeElement !== $('key')) {
    $('key').value = key;
  }
  if (told.features) {
    features = told.features;
    records = [];
    charts.forEach((chart) => chart.figure.remove());
    charts = new Map();
  }
  if (told.records) {
    const again = new Set(told.records.map((record) => record.at));
    records = records.filter((record) => !again.has(record.at)).concat(told.records).slice(-KEPT);
  }
  draw();
};

const keys = new Set();

const listKeys = (known) => {
  if (known.some((one) => !keys.has(one))) {
    known.forEach((one) => keys.add(one));
    $('keys').replaceChildren(...known.map((one) => new Option(one)));
  }
};

const on = (name, show) => source.addEventListener(name, (event) => show(JSON.parse(event.data)));

const follow = (chosen) => {
  source?.close();
  source = new EventSource('/api/live' + (chosen ? '?key=' + encodeURIComponent(chosen) : ''));
  records = [];
  on('state', (state) => {
    showState(state);
    listKeys(state.keys);
  });
  on('scores', showScores);
  on('generations', showGenerations);
  on('missing', showMissing);
  on('events', showEvents);
  on('records', showRecords);
  source.addEventListener('error', () => {
    $('readiness').textContent = 'no connection';
    $('readiness').className = 'pill waits';
  });
};

$('choice').addEventListener('submit', (event) => {
  event.preventDefault();
  features = [];
  follow($('key').value.trim());
});
$('filter').addEventListener('input', draw);
$('all').addEventListener('change', draw);
$('newest').addEventListener('toggle', table);
begin(newest);
follow(new URLSearchParams(location.search).get('key'));

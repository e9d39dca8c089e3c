// Small series of one feature, and the figures of the trainer's comparisons, as SVG.

import {el, number, span, svg, time} from './dom.js';

const WIDTH = 320;
const HEIGHT = 120;
const LEFT = 40;
const RIGHT = 6;
const TOP = 8;
const BOTTOM = 18;

/** What a cell is: its value, its ends, and whether and how it was filled. */
export const cell = (feature, raw) => {
  if (raw === null) {
    return {left: true};
  }
  if (raw.length === 1) {
    return {value: raw[0]};
  }
  return feature.labels
    ? {value: raw[0], probability: raw[1], filled: true, age: raw[3]}
    : {value: raw[0], lower: raw[1], upper: raw[2], filled: true, age: raw[3]};
};

const shown = (feature, value) => (feature.labels ? feature.labels[value] : number(value));

/** A cell in words. */
export const words = (feature, one) => {
  if (one.left) {
    return 'missing, left';
  }
  if (!one.filled) {
    return shown(feature, one.value) + ', observed';
  }
  const how = feature.labels
    ? ' with probability ' + number(one.probability)
    : one.lower === null ? '' : ' (' + number(one.lower) + ' to ' + number(one.upper) + ')';
  return shown(feature, one.value) + how + ', ' + made(one);
};

/** What a fill was made by. */
export const made = (one) => {
  if (one.left) {
    return 'a gap that stays';
  }
  if (!one.filled) {
    return 'observed';
  }
  return one.age === null || one.age === undefined ? 'filled by the model' : "filled with the key's value of " + span(one.age) + ' before';
};

const diamond = (x, y) => `M${x} ${y - 4}l4 4-4 4-4-4z`;
const dot = (x, y) => `M${x - 2} ${y}a2 2 0 1 0 4 0a2 2 0 1 0-4 0z`;
const round = (x) => Math.round(10 * x) / 10;

/** A chart of one feature. Its cursor follows the pointer, and the arrow keys. */
export class Series {
  constructor(feature) {
    this.feature = feature;
    this.points = [];
    this.at = -1;
    this.chart = svg('svg', {class: 'chart', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, tabindex: 0, role: 'img'});
    this.output = el('output', null);
    this.latest = el('span', {class: 'quiet'});
    this.figure = el('figure', {'data-feature': feature.name}, el('figcaption', null, el('span', null, feature.name), this.latest), this.chart, this.output);
    this.chart.addEventListener('pointermove', (event) => this.point(event));
    this.chart.addEventListener('keydown', (event) => this.key(event));
    this.chart.addEventListener('pointerleave', () => this.mark(-1));
    this.chart.addEventListener('blur', () => this.mark(-1));
  }

  point(event) {
    const box = this.chart.getBoundingClientRect();
    const x = (event.clientX - box.left) * WIDTH / box.width;
    let best = -1;
    this.places.forEach((place, i) => {
      if (best < 0 || Math.abs(place - x) < Math.abs(this.places[best] - x)) {
        best = i;
      }
    });
    this.mark(best);
  }

  key(event) {
    const steps = {ArrowLeft: -1, ArrowRight: 1, Home: -1e6, End: 1e6};
    if (event.key in steps && this.points.length > 0) {
      event.preventDefault();
      const from = this.at < 0 ? this.points.length : this.at;
      this.mark(Math.max(0, Math.min(this.points.length - 1, from + steps[event.key])));
    }
  }

  mark(at) {
    this.at = at;
    this.cursor?.remove();
    const point = this.points[at];
    if (!point) {
      this.output.textContent = '';
      return;
    }
    const x = this.places[at];
    this.cursor = svg('line', {class: 'cursor', x1: x, x2: x, y1: TOP, y2: HEIGHT - BOTTOM});
    this.chart.append(this.cursor);
    this.output.textContent = time(point.t) + '  ' + words(this.feature, point.cell) + ', generation ' + point.g;
  }

  /** Draws records: {t, g, cell}. */
  draw(points) {
    this.points = points;
    const step = (WIDTH - LEFT - RIGHT) / Math.max(1, points.length);
    this.places = points.map((point, i) => round(LEFT + (i + 0.5) * step));
    const known = points.flatMap(({cell: one}) => one.left ? [] : [one.value, one.lower ?? one.value, one.upper ?? one.value]);
    let low = this.feature.labels ? 0 : Math.min(...known);
    let high = this.feature.labels ? this.feature.labels.length - 1 : Math.max(...known);
    if (!(high > low)) {
      low -= 1;
      high += 1;
    }
    const y = (value) => round(TOP + 4 + (high - value) / (high - low) * (HEIGHT - TOP - BOTTOM - 8));
    const paths = {gap: '', band: '', line: '', observed: '', alone: '', past: ''};
    let pen = 'M';
    points.forEach((point, i) => {
      const one = point.cell;
      const x = this.places[i];
      const edge = round(x - step / 2);
      if (one.left || one.filled) {
        paths.gap += `M${edge} ${TOP}h${round(step)}v${HEIGHT - TOP - BOTTOM}h${-round(step)}z`;
        pen = 'M';
      }
      if (one.filled) {
        if (one.lower !== null && one.lower !== undefined) {
          paths.band += `M${edge} ${y(one.upper)}h${round(step)}V${y(one.lower)}h${-round(step)}z`;
        }
        paths[one.age === null || one.age === undefined ? 'alone' : 'past'] += diamond(x, y(one.value));
      } else if (!one.left) {
        paths.observed += dot(x, y(one.value));
        paths.line += this.feature.labels ? '' : `${pen}${x} ${y(one.value)}`;
        pen = 'L';
      }
    });
    const parts = Object.entries(paths).map(([name, d]) => svg('path', {class: name, d: d || 'M0 0'}));
    const takes = [];
    points.forEach((point, i) => {
      if (i > 0 && point.g !== points[i - 1].g) {
        const x = round(this.places[i] - step / 2);
        takes.push(svg('line', {class: 'take', x1: x, x2: x, y1: TOP, y2: HEIGHT - BOTTOM}), svg('text', {x: x + 2, y: TOP + 8}, 'generation ' + point.g));
      }
    });
    const ticks = (this.feature.labels && this.feature.labels.length <= 6 ? this.feature.labels.map((label, i) => [i, label]) : [[low, shown(this.feature, low)], [high, shown(this.feature, high)]])
      .map(([value, text]) => svg('text', {x: LEFT - 4, y: y(value) + 3, 'text-anchor': 'end'}, String(text).slice(0, 7)));
    const ends = points.length === 0 ? [] : [
      svg('text', {x: LEFT, y: HEIGHT - 4}, time(points[0].t)),
      svg('text', {x: WIDTH - RIGHT, y: HEIGHT - 4, 'text-anchor': 'end'}, time(points[points.length - 1].t).slice(11))];
    this.chart.replaceChildren(...parts, ...takes, ...ticks, ...ends,
      svg('line', {class: 'axis', x1: LEFT, x2: WIDTH - RIGHT, y1: HEIGHT - BOTTOM, y2: HEIGHT - BOTTOM}));
    const newest = points[points.length - 1];
    const filled = points.filter((point) => point.cell.filled).length;
    this.latest.textContent = newest && !newest.cell.left ? shown(this.feature, newest.cell.value) : '–';
    this.chart.setAttribute('aria-label', `${this.feature.name}: ${points.length} records, ${filled} filled; newest ${newest ? words(this.feature, newest.cell) : 'none'}. Arrow keys read the records.`);
    this.mark(Math.min(this.at, points.length - 1));
  }
}

/** Errors of challenger and champion over the generations. */
export const contest = (generations) => {
  const judged = generations.filter((one) => Number.isFinite(one.evaluation['challenger.error']));
  if (judged.length < 2) {
    return null;
  }
  const values = judged.flatMap((one) => [one.evaluation['challenger.error'], one.evaluation['champion.error']]).filter(Number.isFinite);
  const low = Math.min(...values);
  const high = Math.max(...values, low + 1e-9);
  const step = (WIDTH * 2 - LEFT - RIGHT) / judged.length;
  const x = (i) => round(LEFT + (i + 0.5) * step);
  const y = (value) => round(TOP + 4 + (high - value) / (high - low) * (HEIGHT - TOP - BOTTOM - 8));
  const path = (name) => judged.map((one, i) => [i, one.evaluation[name]]).filter(([, value]) => Number.isFinite(value))
    .map(([i, value], n) => `${n === 0 ? 'M' : 'L'}${x(i)} ${y(value)}`).join('') || 'M0 0';
  const every = Math.ceil(judged.length / 16);
  return [
    svg('svg', {class: 'chart', viewBox: `0 0 ${WIDTH * 2} ${HEIGHT}`, role: 'img', 'aria-label': `Errors of ${judged.length} challengers and of the champions they met, from ${number(low)} to ${number(high)}; the list has each figure.`},
      svg('path', {class: 'champion', d: path('champion.error')}), svg('path', {class: 'challenger', d: path('challenger.error')}),
      svg('text', {x: LEFT - 4, y: y(low) + 3, 'text-anchor': 'end'}, number(low)), svg('text', {x: LEFT - 4, y: y(high) + 3, 'text-anchor': 'end'}, number(high)),
      ...judged.map((one, i) => i % every ? null : svg('text', {x: x(i), y: HEIGHT - 4, 'text-anchor': 'middle'}, String(one.number)))),
    el('figcaption', {class: 'quiet'}, 'Error of the challenger (solid) and of the champion (dashed) on the same hidden cells, by generation')];
};

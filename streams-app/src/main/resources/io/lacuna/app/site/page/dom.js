// Elements without markup in strings: what comes from records is text, never HTML.

const SVG = 'http://www.w3.org/2000/svg';

export const $ = (id) => document.getElementById(id);

const fill = (element, attributes, children) => {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value !== null && value !== undefined) {
      element.setAttribute(name, value);
    }
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
};

/** el('td', {class: 'n'}, 'text', child) */
export const el = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);

export const svg = (tag, attributes, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);

/** A number with about four digits that count. */
export const number = (value) => {
  if (value === null || value === undefined || !Number.isFinite(value)) {
    return '–';
  }
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e7 || size < 1e-4)) {
    return value.toExponential(2);
  }
  return String(Number(value.toPrecision(size >= 1000 ? Math.max(4, Math.ceil(Math.log10(size))) : 4)));
};

export const three = (value) => (Number.isFinite(value) ? value.toFixed(3) : '–');

export const share = (value) => (Number.isFinite(value) ? (100 * value).toFixed(1) + '%' : '–');

export const whole = (value) => (Number.isFinite(value) ? Math.round(value).toLocaleString('en') : '–');

export const time = (ms) => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');

/** A span of time in words. */
export const span = (ms) => {
  const size = Math.abs(ms);
  const words = size < 1000 ? [ms, 'ms'] : size < 120000 ? [ms / 1000, 's'] : size < 7200000 ? [ms / 60000, 'min'] : size < 172800000 ? [ms / 3600000, 'h'] : [ms / 86400000, 'days'];
  return Number(words[0].toPrecision(3)) + ' ' + words[1];
};

/** Puts rows of cells into a table's body; a cell is text, or [text, class]. The first is the row's header. */
export const rows = (body, all) => {
  body.replaceChildren(...all.map((cells) => el('tr', null, ...cells.map((cell, column) => {
    const [text, style] = Array.isArray(cell) ? cell : [cell, column > 0 ? 'n' : null];
    return el(column === 0 ? 'th' : 'td', column === 0 ? {scope: 'row', class: style} : {class: style}, text);
  }))));
};

// Four small plots with logarithmic axes in one SVG: how each cost grows with the number of programs.
const WIDTH = 360;
const HEIGHT = 260;
const MARGIN = { left: 56, right: 16, top: 36, bottom: 36 };
const COLOURS = { floor: '#888888', vigild: '#0b6e4f', supervisord: '#c2571a' };
const NAMES = { floor: 'floor (C)', vigild: 'vigil', supervisord: 'Supervisor' };
const PANELS = [
  { key: 'start', title: 'start of all, ms' },
  { key: 'stop', title: 'stop of all, ms' },
  { key: 'status', title: 'status command, ms' },
  { key: 'memory', title: 'private memory, MB' },
];

/** `points`: `{ count, floor, vigild, supervisord }`, each with the panels' keys where it was measured. */
export function growthPlot(points) {
  const panels = PANELS.map((panel, index) => {
    const x = (index % 2) * WIDTH;
    const y = Math.floor(index / 2) * HEIGHT;
    return `<g transform="translate(${x} ${y})">${plot(panel, points)}</g>`;
  });
  const size = `${WIDTH * 2} ${HEIGHT * 2 + 28}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size}" font-family="sans-serif" font-size="11">
<title>How each cost grows with the number of programs</title>
<rect width="100%" height="100%" fill="white"/>
${panels.join('\n')}
${legend()}
</svg>
`;
}

function plot({ key, title }, points) {
  const series = Object.keys(COLOURS).map((name) => ({
    name,
    values: points.flatMap((point) => (point[name]?.[key] > 0 ? [[point.count, point[name][key]]] : [])),
  }));
  const all = series.flatMap(({ values }) => values.map(([, value]) => value));
  const x = scale(
    [1, Math.max(10, ...points.map(({ count }) => count))],
    [MARGIN.left, WIDTH - MARGIN.right],
  );
  const y = scale(decades(all), [HEIGHT - MARGIN.bottom, MARGIN.top]);
  const lines = series.map(({ name, values }) => curve(name, values, x, y));
  return `<text x="${MARGIN.left}" y="20" font-size="13">${title}</text>${grid(x, y)}${lines.join('')}`;
}

function curve(name, values, x, y) {
  if (values.length === 0) return '';
  const places = values.map(([count, value]) => [x.at(count).toFixed(1), y.at(value).toFixed(1)]);
  const path = places.map((place) => place.join(',')).join(' ');
  const dots = places.map(
    ([left, top]) => `<circle cx="${left}" cy="${top}" r="2.5" fill="${COLOURS[name]}"/>`,
  );
  return `<polyline points="${path}" fill="none" stroke="${COLOURS[name]}" stroke-width="1.5"/>${dots.join('')}`;
}

function grid(x, y) {
  const vertical = x.ticks.map(
    (tick) =>
      `<line x1="${x.at(tick)}" x2="${x.at(tick)}" y1="${MARGIN.top}" y2="${HEIGHT - MARGIN.bottom}" stroke="#e4e4e4"/>` +
      `<text x="${x.at(tick)}" y="${HEIGHT - MARGIN.bottom + 16}" text-anchor="middle">${tick.toLocaleString('en')}</text>`,
  );
  const horizontal = y.ticks.map(
    (tick) =>
      `<line x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${y.at(tick)}" y2="${y.at(tick)}" stroke="#e4e4e4"/>` +
      `<text x="${MARGIN.left - 6}" y="${y.at(tick) + 4}" text-anchor="end">${tick.toLocaleString('en')}</text>`,
  );
  return [...vertical, ...horizontal].join('');
}

function legend() {
  return Object.entries(NAMES)
    .map(([name, text], index) => {
      const left = MARGIN.left + index * 120;
      const top = HEIGHT * 2 + 14;
      return `<circle cx="${left}" cy="${top - 4}" r="4" fill="${COLOURS[name]}"/><text x="${left + 10}" y="${top}">${text}</text>`;
    })
    .join('');
}

/** Whole powers of ten around all values. */
function decades(values) {
  const low = 10 ** Math.floor(Math.log10(Math.min(...values, 1e9)));
  const high = 10 ** Math.ceil(Math.log10(Math.max(...values, 1)));
  return [low, high > low ? high : low * 10];
}

function scale([low, high], [from, to]) {
  const span = Math.log10(high / low);
  const ticks = Array.from({ length: Math.round(span) + 1 }, (_, index) => low * 10 ** index);
  return { ticks, at: (value) => from + (Math.log10(value / low) / span) * (to - from) };
}

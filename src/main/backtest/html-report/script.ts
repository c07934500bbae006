/**
 * The script of a report: shows the values under the pointer. It reads the data in the page and asks for nothing else; without
 * it the report loses no figure that its tables do not have. Text goes in by `textContent` alone.
 */
export const SCRIPT = `
const charts = JSON.parse(document.getElementById('chart-data').textContent);
const minus = (text) => text.replace('-', '\\u2212');
const grouped = (value, digits) => minus(value.toFixed(digits)).replace(/\\B(?=(\\d{3})+(?!\\d))(?<!\\.\\d*)/g, ',');
const formats = {
  percent: (value) => grouped(value * 100, 1) + ' %',
  number: (value) => grouped(value, 2),
  coefficient: (value) => grouped(value, 3),
  dollars: (value) => 'USD ' + grouped(value, 0),
};
const element = (name, className, text) => {
  const made = document.createElement(name);
  made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
};
for (const plot of document.querySelectorAll('[data-chart]')) {
  const { span, days, format, series } = charts[plot.dataset.chart];
  const cross = element('div', 'cross');
  const tip = element('div', 'tip');
  cross.hidden = tip.hidden = true;
  plot.append(cross, tip);
  plot.addEventListener('pointerleave', () => { cross.hidden = tip.hidden = true; });
  plot.addEventListener('pointermove', (event) => {
    const box = plot.getBoundingClientRect();
    const day = span[0] + ((event.clientX - box.left) / box.width) * (span[1] - span[0]);
    let [low, high] = [0, days.length - 1];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (days[middle] <= day) low = middle;
      else high = middle;
    }
    const at = day - days[low] <= days[high] - day ? low : high;
    const left = ((days[at] - span[0]) / (span[1] - span[0])) * 100;
    cross.style.left = left + '%';
    tip.style.left = left < 55 ? 'calc(' + left + '% + 10px)' : '';
    tip.style.right = left < 55 ? '' : 'calc(' + (100 - left) + '% + 10px)';
    // purity: names a given day, reads no clock
    tip.replaceChildren(element('b', '', new Date(days[at] * 864e5).toISOString().slice(0, 10)));
    for (const { label, tone, values } of series) {
      if (values[at] === null) continue;
      const row = element('span', '');
      const name = element('i', '', label);
      name.style.fontStyle = 'normal';
      name.prepend(element('i', 'swatch t' + tone));
      row.append(name, element('i', '', formats[format](values[at])));
      row.lastChild.style.fontStyle = 'normal';
      tip.append(row);
    }
    cross.hidden = tip.hidden = false;
  });
}
`;

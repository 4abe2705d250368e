"use strict";
// Heat maps: one plane of a wrong result as four pictures that share a cursor.

const make = (tag, className, text) => {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
};

const RAMP = ["440154", "482878", "3e4989", "31688e", "26828e",
  "1f9e89", "35b779", "6ece58", "b5de2b", "fde725"]
  .map((hex) => [0, 2, 4].map((at) => parseInt(hex.slice(at, at + 2), 16)));
const colour = (share) => {
  const place = share * (RAMP.length - 1);
  const low = Math.min(Math.floor(place), RAMP.length - 2);
  return RAMP[low].map((c, i) => Math.round(c + (RAMP[low + 1][i] - c) * (place - low)));
};
// Numbers as the rest of the page writes them: tiny and huge ones with an exponent.
const written = (value, text) => {
  if (typeof value !== "number" || value === 0) return String(value);
  const size = Math.abs(value);
  return size < 1e-3 || size >= 1e6 ? text.exponent(value) : text.plain(value);
};
const rounded = (digits) => ({
  plain: (value) => String(Number(value.toPrecision(digits))),
  exponent: (value) => value.toExponential(digits - 1).replace(/\.?0*e/, "e"),
});
const brief = (value, digits = 3) => written(value, rounded(digits));
const full = (value) => written(value, { plain: String, exponent: (v) => v.toExponential() });

function rangeOf(...lists) {
  const finite = lists.flat().filter((value) => typeof value === "number");
  return finite.length ? [Math.min(...finite), Math.max(...finite)] : null;
}

class Plane {
  constructor(data) {
    this.data = data;
    [this.rows, this.columns] = [data.rows[1], data.columns[1]];
    this.wrong = new Set(data.wrong);
    this.cursor = data.wrong.reduce(
      (best, i) => (this.size(i) > this.size(best) ? i : best), data.wrong[0] ?? 0);
    const values = rangeOf(data.got, data.expected);
    const bound = Array.isArray(data.allowed)
      ? data.allowed : data.got.map(() => data.allowed);
    this.panels = [
      ["implementation", data.got, values], ["reference", data.expected, values],
      ["difference", data.difference, rangeOf(data.difference)],
      ["bound", bound, rangeOf(bound)],
    ];
    this.build();
  }

  size(i) {
    const value = this.data.difference[i];
    return typeof value === "number" ? value : Infinity;
  }

  build() {
    const { at, rows, columns, differing } = this.data;
    const parts = [`[${[...at, ":", ":"].join(", ")}]`,
      `${differing} of ${rows[2] * columns[2]} elements differ`];
    if (rows[1] < rows[2]) parts.push(`rows ${rows[0]} to ${rows[0] + rows[1] - 1}`);
    if (columns[1] < columns[2]) {
      parts.push(`columns ${columns[0]} to ${columns[0] + columns[1] - 1}`);
    }
    this.root = make("figure", "plane");
    this.root.tabIndex = 0;
    this.root.setAttribute("role", "application");
    this.root.setAttribute("aria-label",
      `Heat maps of ${parts.join(", ")}. Arrow keys move between elements.`);
    this.root.append(make("figcaption", "", parts.join(", ")));
    const panels = make("div", "panels");
    this.canvases = this.panels.map(([name, , range]) => this.panel(panels, name, range));
    this.readout = make("p", "readout");
    this.readout.setAttribute("aria-live", "polite");
    this.root.append(panels, this.readout);
    this.root.addEventListener("keydown", (event) => this.key(event));
  }

  panel(parent, name, range) {
    const panel = make("div", "panel");
    const canvas = make("canvas");
    canvas.setAttribute("role", "img");
    const legend = make("div", "legend");
    let words = "no finite value";
    if (range && range[0] === range[1]) words = `${brief(range[0])} everywhere`;
    else if (range) words = `from ${brief(range[0])} to ${brief(range[1])}`;
    canvas.setAttribute("aria-label", `${name}: ${words}`);
    if (range && range[0] !== range[1]) {
      legend.append(make("span", "", brief(range[0])), make("span", "ramp"),
        make("span", "", brief(range[1])));
    } else legend.append(make("span", "", words));
    panel.append(make("div", "", name), canvas, legend);
    parent.append(panel);
    const point = (event) => {
      const box = canvas.getBoundingClientRect();
      const column = Math.floor((event.clientX - box.left) / box.width * this.columns);
      const row = Math.floor((event.clientY - box.top) / box.height * this.rows);
      this.move(row, column);
    };
    canvas.addEventListener("pointermove", point);
    canvas.addEventListener("pointerdown", point);
    return canvas;
  }

  key(event) {
    const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    const step = steps[event.key];
    if (!step || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    this.move(Math.floor(this.cursor / this.columns) + step[0],
      this.cursor % this.columns + step[1]);
  }

  move(row, column) {
    const within = (value, length) => Math.max(0, Math.min(length - 1, value));
    const next = within(row, this.rows) * this.columns + within(column, this.columns);
    if (next === this.cursor) return;
    this.cursor = next;
    this.draw();
  }

  draw() {
    const room = this.root.parentElement.clientWidth - 20;
    const across = room < 520 ? 2 : 4;
    const width = Math.min(264, Math.floor((room - 20 * (across - 1)) / across));
    const cell = Math.max(3, Math.min(44, Math.floor(width / this.columns)));
    this.canvases.forEach((canvas, n) => this.paint(canvas, this.panels[n], cell));
    this.tell();
  }

  paint(canvas, [name, values, range], cell) {
    const ratio = devicePixelRatio || 1;
    canvas.width = this.columns * cell * ratio;
    canvas.height = this.rows * cell * ratio;
    canvas.style.width = `${this.columns * cell}px`;
    canvas.parentElement.style.width = `${Math.max(this.columns * cell, 116)}px`;
    const context = canvas.getContext("2d");
    context.scale(ratio, ratio);
    values.forEach((value, i) => {
      const [x, y] = [i % this.columns * cell, Math.floor(i / this.columns) * cell];
      this.cell(context, value, range, x, y, cell);
      if (name === "difference" && this.wrong.has(i)) cross(context, x, y, cell);
    });
    const [x, y] = [this.cursor % this.columns, Math.floor(this.cursor / this.columns)];
    for (const [style, inset] of [["#000", .5], ["#fff", 1.5]]) {
      context.strokeStyle = style;
      context.lineWidth = 1;
      context.strokeRect(x * cell + inset, y * cell + inset, cell - 2 * inset, cell - 2 * inset);
    }
  }

  cell(context, value, range, x, y, cell) {
    const finite = typeof value === "number";
    const spread = finite && range[1] > range[0];
    const [r, g, b] = finite ? colour(spread ? (value - range[0]) / (range[1] - range[0]) : 0)
      : [128, 128, 128];
    context.fillStyle = `rgb(${r} ${g} ${b})`;
    context.fillRect(x, y, cell, cell);
    if (cell < 26) return;
    context.font = "10px ui-monospace, monospace";
    const fits = (text) => context.measureText(text).width <= cell - 3;
    const text = [3, 2, 1].map((digits) => brief(value, digits)).find(fits);
    if (text === undefined) return;
    context.fillStyle = 0.299 * r + 0.587 * g + 0.114 * b > 120 ? "#000" : "#fff";
    context.textAlign = "center";
    context.fillText(text, x + cell / 2, y + cell / 2 + 5);
  }

  tell() {
    const i = this.cursor;
    const { at, rows, columns, wrong } = this.data;
    const index = [...at, rows[0] + Math.floor(i / this.columns), columns[0] + i % this.columns];
    const parts = this.panels.map(([name, values]) => `${name} ${full(values[i])}`);
    const verdict = !this.wrong.has(i) ? "within the bound" : "beyond the bound";
    this.readout.textContent = `[${index.join(", ")}]  ${parts.join(", ")}: ${verdict}`
      + (wrong.length ? "  (× marks what is beyond)" : "");
  }
}

function cross(context, x, y, cell) {
  const corner = cell >= 26;
  const arm = corner ? 3 : Math.max(1, cell * .22);
  const [cx, cy] = corner ? [x + cell - 6, y + 6] : [x + cell / 2, y + cell / 2];
  for (const [style, width] of [["#000", 3], ["#fff", 1.25]]) {
    context.strokeStyle = style;
    context.lineWidth = width;
    context.beginPath();
    context.moveTo(cx - arm, cy - arm);
    context.lineTo(cx + arm, cy + arm);
    context.moveTo(cx + arm, cy - arm);
    context.lineTo(cx - arm, cy + arm);
    context.stroke();
  }
}

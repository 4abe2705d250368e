// The table of all results and the list of failures. Everything is readable without this script.

const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const one = (selector, root = document) => root.querySelector(selector);
const say = (text) => { one("#said").textContent = text; };

// ---- the table: filters and sorting ----
const rows = all(".results tbody tr");
const words = new Map(rows.map((row) => {
  const failure = document.getElementById(row.dataset.failure || "");
  const more = failure ? one(".message", failure).textContent : "";
  return [row, `${row.textContent} ${row.dataset.outcome} ${more}`.toLowerCase()];
}));

const form = one(".filters");
function filter() {
  const outcome = form.outcome.value;
  const operator = form.operator.value;
  const wanted = form.text.value.toLowerCase().split(/\s+/).filter(Boolean);
  const told = new Set();
  let shown = 0;
  for (const row of rows) {
    const fits = (!outcome || (outcome === "!passed"
      ? row.dataset.outcome !== "passed" : row.dataset.outcome === outcome))
      && (!operator || row.cells[2].textContent === operator)
      && wanted.every((word) => words.get(row).includes(word));
    row.hidden = !fits;
    shown += fits;
    if (fits) told.add(row.dataset.failure);
  }
  for (const failure of all(".failure")) failure.hidden = !told.has(failure.id);
  one(".shown").textContent = `${shown} of ${rows.length} shown`;
  one(".none").hidden = shown > 0;
}
if (form) {
  form.hidden = false;
  form.addEventListener("input", filter);
  form.addEventListener("change", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(filter));
  filter();
}

function compare(column, sign) {
  const key = (row) => {
    const cell = row.cells[column];
    if (column > 4 && column < 10) {
      return "v" in cell.dataset ? Number(cell.dataset.v.replace("inf", "Infinity")) : NaN;
    }
    // Of a case its name decides, then its file.
    const parts = cell.children.length > 1 ? [...cell.children] : [cell];
    return parts.map((part) => part.textContent.trim()).join("\n");
  };
  return (a, b) => {
    const [x, y] = [key(a), key(b)];
    if (typeof x === "string") {
      return sign * x.localeCompare(y, undefined, { numeric: true });
    }
    // What has no figure stays last in both directions.
    if (Number.isNaN(x) || Number.isNaN(y)) return Number.isNaN(x) - Number.isNaN(y);
    return x === y ? 0 : sign * (x < y ? -1 : 1);
  };
}
const heads = all(".results thead th");
heads.forEach((head, column) => {
  const button = make("button", "", head.textContent);
  button.type = "button";
  head.replaceChildren(button);
  button.addEventListener("click", () => {
    const next = { none: "ascending", ascending: "descending", descending: "none" };
    const order = next[head.getAttribute("aria-sort") || "none"];
    heads.forEach((other) => other.removeAttribute("aria-sort"));
    if (order !== "none") head.setAttribute("aria-sort", order);
    const sign = order === "descending" ? -1 : 1;
    const sorted = order === "none" ? rows : [...rows].sort(compare(column, sign));
    one(".results tbody").append(...sorted);
    say(order === "none" ? "In the order of the run" : `Sorted by ${button.textContent}, ${order}`);
  });
});

// ---- failures: opening, links to them, copying ----
const failures = all(".failure");
const fold = one(".fold");
if (fold) {
  fold.hidden = failures.length < 2;
  fold.addEventListener("click", () => {
    const open = fold.getAttribute("aria-pressed") !== "true";
    fold.setAttribute("aria-pressed", String(open));
    fold.textContent = open ? "Close all" : "Open all";
    failures.forEach((failure) => { failure.open = open; });
  });
}
function goTo() {
  const failure = document.getElementById(location.hash.slice(1));
  if (!failure || !failure.matches(".failure")) return;
  failure.hidden = false;
  failure.open = true;
  failure.scrollIntoView();
  one("summary", failure).focus();
}
addEventListener("hashchange", goTo);
all(".results a").forEach((link) => link.addEventListener("click", () => setTimeout(goTo)));

async function copy(element) {
  const text = element.textContent;
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    getSelection().selectAllChildren(element);
    return document.execCommand("copy");
  }
}
all(".copy").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const done = await copy(one("code", button.parentElement));
    button.textContent = done ? "Copied ✓" : "Selected";
    say(done ? "Copied" : "Selected: press Ctrl+C to copy");
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  });
});

function show(failure) {
  const holder = one(".maps", failure);
  if (!holder || !failure.open) return;
  holder.planes ??= JSON.parse(one("script", holder).textContent).map((data) => {
    const plane = new Plane(data);
    holder.append(plane.root);
    return plane;
  });
  holder.planes.forEach((plane) => plane.draw());
}
failures.forEach((failure) => {
  failure.addEventListener("toggle", () => show(failure));
  show(failure);
});
let waiting = 0;
addEventListener("resize", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => failures.forEach(show), 100);
});
addEventListener("beforeprint", () => failures.forEach((failure) => { failure.open = true; }));
goTo();

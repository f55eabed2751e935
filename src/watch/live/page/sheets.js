// The pages: only pictures that changed are fetched, and only where they can be seen; the old one stays until the new
// one is there.

import { by, make, say } from "./words.js";

const PX = 96 / 25.4;
const STEPS = [0.4, 0.5, 0.67, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3];

const area = by("sheets");
let plan = null;
let zoom = "fit";
let handlers = { spot() {}, select() {} };
let selected = null;
let settling = 0;

// Pages that are seen, or that a turn of the wheel brings.
const nearby = new IntersectionObserver(
  (seen) => {
    for (const { target, isIntersecting } of seen) target.near = isIntersecting;
    again();
  },
  { root: area, rootMargin: "1200px 0px" },
);

try {
  const kept = sessionStorage.getItem("plangen-zoom");
  if (kept) zoom = kept === "fit" ? kept : Number(kept) || "fit";
} catch {
  // It fits.
}

export function begin(given) {
  handlers = given;
  by("smaller").addEventListener("click", () => step(-1));
  by("larger").addEventListener("click", () => step(1));
  by("fit").addEventListener("click", () => setZoom("fit"));
  new ResizeObserver(resize).observe(area);
}

export function show(next) {
  const other = plan?.key !== next?.key;
  plan = next;
  area.classList.toggle("stale", Boolean(plan?.stale || plan?.failure));
  if (other) {
    area.replaceChildren();
    area.scrollTop = 0;
    selected = null;
  }
  const pages = plan?.pages ?? [];
  const old = area.querySelectorAll(".sheet");
  for (let at = pages.length; at < old.length; at++) {
    nearby.unobserve(old[at]);
    old[at].remove();
  }
  area.querySelector(".note")?.remove();
  if (pages.length === 0) area.append(note());
  pages.forEach(([key, width, height], at) => {
    let sheet = old[at];
    if (!sheet || other) {
      sheet = make("figure", { class: "sheet" }, make("img", { draggable: "false" }), make("div", { class: "marks" }));
      sheet.addEventListener("click", (event) => clicked(event, at));
      area.append(sheet);
      nearby.observe(sheet);
    }
    sheet.at = at;
    sheet.key = key;
    if (sheet.size?.[0] !== width || sheet.size[1] !== height) {
      sheet.size = [width, height];
      sheet.style.aspectRatio = `${width} / ${height}`;
    }
    const name = say("page", at + 1);
    if (sheet.name !== name) {
      sheet.name = name;
      sheet.querySelector("img").alt = name;
    }
  });
  resize();
  place();
  return again();
}

function note() {
  const words = plan ? plan.failure ? "cannot" : plan.pageless ? "pageless" : "waiting" : "waiting";
  return make("p", { class: "note" }, say(words));
}

// Fetches what is not there or changed: first what is seen, then what is near. Also when the server was gone.
export async function again() {
  const near = [...area.querySelectorAll(".sheet")].filter((sheet) => sheet.near);
  near.forEach(mark);
  const [top, bottom] = [area.scrollTop, area.scrollTop + area.clientHeight];
  const seen = new Set(near.filter((sheet) => sheet.offsetTop < bottom && sheet.offsetTop + sheet.offsetHeight > top));
  await Promise.all([...seen].map(fetchSheet));
  near.filter((sheet) => !seen.has(sheet)).forEach(fetchSheet);
}

// A picture has as many pixels as the screen shows of it.
function fetchSheet(sheet) {
  const wanted = () => `${sheet.key}/${Math.max(Math.round(sheet.wide * devicePixelRatio), 1)}`;
  const key = wanted();
  if (sheet.shown === key) return null;
  if (sheet.fetching !== key) {
    sheet.fetching = key;
    sheet.coming = picture(sheet, key, wanted);
  }
  return sheet.coming;
}

async function picture(sheet, key, wanted) {
  const img = new Image();
  // It is decoded as it is painted: its place is never empty, and nothing waits for a frame that decodes it.
  img.decoding = "sync";
  const loaded = new Promise((there, lost) => {
    img.onload = there;
    img.onerror = lost;
  });
  img.src = `/page/${plan.key}/${sheet.at}/${key}`;
  try {
    await loaded;
  } catch {
    // It changed again meanwhile, or the server is gone: what comes next asks again.
    if (sheet.fetching === key) sheet.fetching = null;
    return;
  }
  if (wanted() !== key) return;
  img.alt = sheet.name;
  img.draggable = false;
  sheet.querySelector("img").replaceWith(img);
  sheet.shown = key;
  sheet.fetching = null;
  // Told once it is painted.
  await new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)));
  document.dispatchEvent(new CustomEvent("plangen-page", { detail: { page: sheet.at, key } }));
}

function room() {
  return Math.min(area.clientWidth - (area.clientWidth > 700 ? 64 : 16), 900);
}

// `room` is asked for once: the page is laid out anew whenever it is, after a change.
function widthOf(sheet, room) {
  const width = zoom === "fit" ? room * (sheet.size[0] / 210) : sheet.size[0] * PX * zoom;
  return Math.max(Math.round(width), 120);
}

function resize() {
  const before = middle();
  const width = room();
  const changed = [...area.querySelectorAll(".sheet")].filter((sheet) => sheet.wide !== widthOf(sheet, width));
  for (const sheet of changed) {
    sheet.wide = widthOf(sheet, width);
    sheet.style.width = `${sheet.wide}px`;
  }
  by("fit").textContent = zoom === "fit" ? say("fitted") : `${Math.round(zoom * 100)}%`;
  if (changed.length === 0) return;
  if (before) {
    const { sheet, share } = before;
    area.scrollTop = sheet.offsetTop + share * sheet.offsetHeight - area.clientHeight / 2;
  }
  // Another size wants other pixels, once it is settled.
  clearTimeout(settling);
  settling = setTimeout(again, 150);
}

// The sheet in the middle of the window, and where its middle is: it stays there when sizes change.
function middle() {
  const line = area.scrollTop + area.clientHeight / 2;
  if (area.scrollTop === 0) return null;
  for (const sheet of area.querySelectorAll(".sheet")) {
    if (sheet.offsetTop + sheet.offsetHeight >= line) {
      return { sheet, share: (line - sheet.offsetTop) / sheet.offsetHeight };
    }
  }
  return null;
}

function setZoom(next) {
  zoom = next;
  try {
    sessionStorage.setItem("plangen-zoom", String(zoom));
  } catch {
    // It holds until the page is left.
  }
  resize();
}

export function step(by_) {
  const sheet = area.querySelector(".sheet");
  if (!sheet) return;
  const now = zoom === "fit" ? widthOf(sheet, room()) / (sheet.size[0] * PX) : zoom;
  const next = by_ > 0 ? STEPS.find((s) => s > now + 0.01) : STEPS.findLast((s) => s < now - 0.01);
  if (next) setZoom(next);
}

export function fit() {
  setZoom("fit");
}

function box([, x, y, width, height], sheet, inner) {
  const [w, h] = sheet.size;
  inner.style.left = `${(x / w) * 100}%`;
  inner.style.top = `${(y / h) * 100}%`;
  inner.style.width = `${(width / w) * 100}%`;
  inner.style.height = `${(height / h) * 100}%`;
  return inner;
}

// What is to be marked on each page.
function place() {
  const sheets = area.querySelectorAll(".sheet");
  for (const sheet of sheets) sheet.found = [];
  for (const finding of plan?.findings ?? []) {
    for (const at of finding.place.areas ?? []) sheets[at[0]]?.found.push([finding, at]);
  }
}

function mark(sheet) {
  const text = JSON.stringify(sheet.found.map(([finding, at]) => [finding.id, finding.severity, at]));
  if (sheet.marked === text) return;
  sheet.marked = text;
  const made = sheet.found.map(([finding, at]) => {
    const one = make("div", { class: `mark ${finding.severity}`, "data-id": finding.id });
    one.classList.toggle("selected", finding.id === selected);
    return box(at, sheet, one);
  });
  const marks = sheet.querySelector(".marks");
  for (const one of marks.querySelectorAll(".mark")) one.remove();
  marks.append(...made);
}

// Marks the place of a finding, and shows it.
export function select(finding) {
  selected = finding?.id ?? null;
  for (const one of area.querySelectorAll(".mark")) one.classList.toggle("selected", one.dataset.id === selected);
  const first = finding?.place.areas?.[0];
  if (first) reveal(first);
}

export function reveal(place) {
  const sheet = area.querySelectorAll(".sheet")[place[0]];
  if (!sheet) return;
  const scale = sheet.offsetHeight / sheet.size[1];
  const top = sheet.offsetTop + place[2] * scale;
  const seen = top > area.scrollTop + 40 && top + place[4] * scale < area.scrollTop + area.clientHeight - 40;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (!seen) area.scrollTo({ top: top - area.clientHeight / 3, behavior: calm ? "auto" : "smooth" });
}

// Marks lines that were asked for, until something else is.
export function point(areas) {
  for (const one of area.querySelectorAll(".pointed")) one.remove();
  const sheets = area.querySelectorAll(".sheet");
  for (const place of areas ?? []) {
    const sheet = sheets[place[0]];
    if (sheet) sheet.querySelector(".marks").append(box(place, sheet, make("div", { class: "pointed" })));
  }
}

async function clicked(event, at) {
  const sheet = event.currentTarget;
  const frame = sheet.getBoundingClientRect();
  const share = [(event.clientX - frame.left) / frame.width, (event.clientY - frame.top) / frame.height];
  const [x, y] = [share[0] * sheet.size[0], share[1] * sheet.size[1]];
  const hit = ([page, left, top, width, height]) =>
    page === at && x >= left - 0.5 && x <= left + width + 0.5 && y >= top - 0.5 && y <= top + height + 0.5;
  const finding = (plan.findings ?? []).find((one) => (one.place.areas ?? []).some(hit));
  if (finding) {
    handlers.select(finding);
    return;
  }
  const answer = await fetch(`/at/${plan.key}/${at}/${x.toFixed(2)}/${y.toFixed(2)}`).catch(() => null);
  const spot = answer?.ok ? await answer.json() : null;
  if (spot) handlers.spot(spot);
}

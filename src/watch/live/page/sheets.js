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

const nearby = new IntersectionObserver(
  (seen) => {
    for (const { target, isIntersecting } of seen) {
      target.near = isIntersecting;
      if (isIntersecting) fetchSheet(target);
    }
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
    sheet.size = [width, height];
    sheet.style.aspectRatio = `${width} / ${height}`;
    if (sheet.key !== key) {
      sheet.key = key;
      if (sheet.near) fetchSheet(sheet);
    }
    const img = sheet.querySelector("img");
    img.alt = say("page", at + 1);
  });
  resize();
  mark();
}

function note() {
  const words = plan ? plan.failure ? "cannot" : plan.pageless ? "pageless" : "waiting" : "waiting";
  return make("p", { class: "note" }, say(words));
}

async function fetchSheet(sheet) {
  const key = sheet.key;
  if (sheet.shown === key || sheet.fetching === key) return;
  sheet.fetching = key;
  const img = new Image();
  img.src = `/page/${plan.key}/${sheet.at}/${key}`;
  try {
    await img.decode();
  } catch {
    // It changed again meanwhile, or the server is gone: what comes next asks again.
    if (sheet.fetching === key) sheet.fetching = null;
    return;
  }
  if (sheet.key !== key) return;
  img.alt = say("page", sheet.at + 1);
  img.draggable = false;
  sheet.querySelector("img").replaceWith(img);
  sheet.shown = key;
  sheet.fetching = null;
  document.dispatchEvent(new CustomEvent("plangen-page", { detail: { page: sheet.at, key } }));
}

// Pages that could not be had while the server was gone.
export function again() {
  for (const sheet of area.querySelectorAll(".sheet")) if (sheet.near) fetchSheet(sheet);
}

function widthOf(sheet) {
  if (zoom === "fit") {
    const room = area.clientWidth - (area.clientWidth > 700 ? 64 : 16);
    return Math.min(room, 900) * (sheet.size[0] / 210);
  }
  return sheet.size[0] * PX * zoom;
}

function resize() {
  const before = middle();
  for (const sheet of area.querySelectorAll(".sheet")) sheet.style.width = `${Math.max(widthOf(sheet), 120)}px`;
  by("fit").textContent = zoom === "fit" ? say("fitted") : `${Math.round(zoom * 100)}%`;
  if (before) {
    const { sheet, share } = before;
    area.scrollTop = sheet.offsetTop + share * sheet.offsetHeight - area.clientHeight / 2;
  }
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
  const now = zoom === "fit" ? widthOf(sheet) / (sheet.size[0] * PX) : zoom;
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

function mark() {
  const sheets = area.querySelectorAll(".sheet");
  for (const sheet of sheets) sheet.querySelector(".marks").replaceChildren();
  for (const finding of plan?.findings ?? []) {
    for (const place of finding.place.areas ?? []) {
      const sheet = sheets[place[0]];
      if (!sheet) continue;
      const one = make("div", { class: `mark ${finding.severity}`, "data-id": finding.id });
      one.classList.toggle("selected", finding.id === selected);
      sheet.querySelector(".marks").append(box(place, sheet, one));
    }
  }
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

// What was found, how far the parents are covered, and what is waived.

import * as covering from "./coverage.js";
import { by, make, pick, say } from "./words.js";

const SEVERITIES = ["error", "warning", "info"];
const hidden = new Set();
let plan = null;
let fresh = new Set();
let handlers = {};
const cards = new Map();

export function begin(given) {
  handlers = given;
  covering.begin(given);
  const tabs = ["findings", "coverage", "waived"];
  tabs.forEach((name, at) => {
    const tab = by(`tab-${name}`);
    tab.addEventListener("click", () => choose(name));
    tab.addEventListener("keydown", (event) => {
      const to = { ArrowRight: at + 1, ArrowLeft: at + 2, Home: 0, End: 2 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      choose(tabs[to % 3]);
      by(`tab-${tabs[to % 3]}`).focus();
    });
  });
  choose("findings");
  by("finding-list").addEventListener("keydown", (event) => {
    const by_ = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by_ || !event.target.matches(".head")) return;
    const heads = [...by("finding-list").querySelectorAll(".head")];
    const next = heads[heads.indexOf(event.target) + by_];
    if (next) {
      event.preventDefault();
      next.focus();
    }
  });
}

export function choose(name) {
  for (const one of ["findings", "coverage", "waived"]) {
    by(one).hidden = one !== name;
    by(`tab-${one}`).setAttribute("aria-selected", String(one === name));
    by(`tab-${one}`).tabIndex = one === name ? 0 : -1;
  }
}

export function show(next, isNew) {
  if (plan?.key !== next?.key) cards.clear();
  plan = next;
  fresh = isNew;
  by("tab-findings").textContent = say("findings", plan?.findings.length ?? 0);
  by("tab-coverage").textContent = say("coverage");
  by("tab-waived").textContent = say("waivedTab", plan?.waived.length ?? 0);
  covering.show(plan);
  filters();
  list();
  waived();
}

// In the other language everything is said anew.
export function anew() {
  cards.clear();
  show(plan, fresh);
}

function filters() {
  const count = (severity) => (plan?.findings ?? []).filter((one) => one.severity === severity).length;
  const chip = (severity) => {
    const press = () => {
      hidden.has(severity) ? hidden.delete(severity) : hidden.add(severity);
      filters();
      list();
      by("filters").querySelector(`.${severity}`).focus();
    };
    const pressed = String(!hidden.has(severity));
    return make(
      "button",
      { type: "button", class: `chip ${severity}`, "aria-pressed": pressed, onclick: press },
      make("span", { class: "sign", "aria-hidden": "true" }),
      `${say(severity)} ${count(severity)}`,
    );
  };
  by("filters").replaceChildren(...SEVERITIES.map(chip));
}

function list() {
  const found = plan?.findings ?? [];
  const shown = found.filter((one) => !hidden.has(one.severity));
  const all = shown.map((one) => {
    const text = JSON.stringify(one, worded) + (fresh.has(one.id) ? "+" : "") + (covering.offered(one.task) ? "?" : "");
    const known = cards.get(one.id);
    // A form that is being filled in is left alone.
    if (known && (known.text === text || known.card.querySelector("form"))) {
      known.one = one;
      return known.card;
    }
    const made = { text, one };
    made.card = card(made);
    cards.set(one.id, made);
    return made.card;
  });
  for (const id of cards.keys()) if (!found.some((one) => one.id === id)) cards.delete(id);
  if (all.length === 0) all.push(make("p", { class: "empty" }, plan ? say(found.length ? "filtered" : "none") : ""));
  sync(by("finding-list"), all);
}

// What a card says; where on the pages and in its line a place is, it does not.
const worded = (name, value) => (name === "areas" || name === "column" ? undefined : value);

// Puts elements in the place of those that are there, without touching any that stays: focus and scrolling are kept.
function sync(holder, wanted) {
  const keep = new Set(wanted);
  for (const one of [...holder.children]) if (!keep.has(one)) one.remove();
  wanted.forEach((one, at) => {
    if (holder.children[at] !== one) holder.insertBefore(one, holder.children[at] ?? null);
  });
}

export function where(place) {
  const file = plan.files[place.file];
  return place.line && !place.office ? say("line", file, place.line) : file;
}

function link(place) {
  return make("button", { type: "button", class: "link", onclick: () => handlers.spot(place()) }, where(place()));
}

function quote(place) {
  if (!place.quote) return null;
  return make("blockquote", {}, place.before, make("mark", {}, place.quote), place.after);
}

// `now` holds the finding as it was told last.
function card(now) {
  const { one } = now;
  const head = make(
    "button",
    { type: "button", class: "head", onclick: () => handlers.select(now.one) },
    make("span", { class: `severity ${one.severity}` }, make("span", { class: "sign", "aria-hidden": "true" }), say(one.severity)),
    fresh.has(one.id) ? make("span", { class: "new" }, say("isNew")) : null,
    make("span", { class: "message" }, pick(one.message)),
  );
  const section = one.place.section ? ` · ${one.place.section}` : "";
  const related = one.related.map((place, at) => {
    const told = make("p", {}, make("b", {}, pick(place.label)), " ", link(() => now.one.related[at]));
    return make("div", { class: "related" }, told, quote(place));
  });
  const acts = make("div", { class: "acts" });
  if (one.waivable) {
    acts.append(make("button", { type: "button", class: "waive", onclick: (event) => form(one, event.currentTarget) }, say("waive")));
  }
  if (covering.offered(one.task)) {
    const open = (event) => {
      const button = event.currentTarget;
      if (!button.closest(".card").querySelector("form")) button.closest(".card").append(covering.form(one.task, null, button));
      button.closest(".card").querySelector("select")?.focus();
    };
    acts.append(make("button", { type: "button", class: "link-to", onclick: open }, say("linkTo")));
  }
  return make(
    "article",
    { class: `card ${one.severity}${fresh.has(one.id) ? " fresh" : ""}`, "data-id": one.id, "data-code": one.code },
    head,
    make("p", { class: "where" }, link(() => now.one.place), `${section} · ${one.code} ${pick(one.title)}`),
    quote(one.place),
    ...related,
    one.help ? make("p", { class: "help" }, make("b", {}, say("help")), pick(one.help)) : null,
    acts.children.length ? acts : null,
  );
}

// Asks for the reason of a waiver, below the finding.
function form(one, button) {
  const card = button.closest(".card");
  if (card.querySelector("form")) return;
  const reason = make("textarea", { required: true, rows: "2", maxlength: "500", id: `reason-${one.id}` });
  const until = make("input", { type: "date", id: `until-${one.id}` });
  const told = make("p", { class: "told", role: "alert" });
  const close = () => {
    asked.remove();
    button.hidden = false;
    button.focus();
  };
  const send = async (event) => {
    event.preventDefault();
    const submit = asked.querySelector("[type=submit]");
    submit.disabled = true;
    const failure = await handlers.waive(one, reason.value, until.value);
    submit.disabled = false;
    if (failure) told.textContent = failure;
    else asked.remove();
  };
  const asked = make(
    "form",
    { class: "reason", onsubmit: send },
    make("label", { for: reason.id }, say("reason")),
    reason,
    make("label", { for: until.id }, say("until")),
    until,
    told,
    make(
      "div",
      { class: "acts" },
      make("button", { type: "submit", class: "main" }, say("accept")),
      make("button", { type: "button", onclick: close }, say("cancel")),
    ),
  );
  asked.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) asked.requestSubmit();
  });
  button.hidden = true;
  card.append(asked);
  reason.focus();
}

export function select(finding) {
  for (const one of by("finding-list").children) one.classList.toggle("selected", one.dataset.id === finding?.id);
  if (!finding) return;
  if (hidden.delete(finding.severity)) {
    filters();
    list();
  }
  choose("findings");
  const card = cards.get(finding.id)?.card;
  card?.classList.add("selected");
  card?.scrollIntoView({ block: "nearest" });
}

function waived() {
  const all = (plan?.waived ?? []).map((one) =>
    make(
      "article",
      { class: "card waived", "data-code": one.code },
      make("p", { class: "message" }, pick(one.message)),
      make("p", { class: "where" }, link(() => one.place), ` · ${one.code} ${pick(one.title)}`),
      make("p", { class: "why" }, make("b", {}, say("why")), one.reason, one.until ? say("valid", one.until) : ""),
      make("div", { class: "acts" }, make("button", { type: "button", class: "lift", onclick: () => handlers.lift(one) }, say("lift"))),
    ),
  );
  by("waived").replaceChildren(...(all.length ? all : [make("p", { class: "empty" }, plan ? say("noneWaived") : "")]));
}

// The page is told what the plans are now, and shows it; what it was before, only the page knows.

import { by, make, pick, say, sayAll, switchLanguage } from "./words.js";
import * as sheets from "./sheets.js";
import * as panel from "./panel.js";

const version = document.documentElement.dataset.version;
let token = "";
let list = null;
let plan = null;
let wanted = new URLSearchParams(location.hash.slice(1)).get("plan") ?? "";
let source = null;
let state = "connecting";
let updated = null;
let spotted = null;
let retry = 300;
let painting = null;
let asked = 0;

function connect() {
  source?.close();
  // A page that is not looked at holds no connection: browsers allow few to one server.
  if (document.hidden) return;
  source = new EventSource(`/events?plan=${encodeURIComponent(wanted)}`);
  source.addEventListener("hello", (event) => {
    const hello = JSON.parse(event.data);
    if (hello.version !== version) {
      location.reload();
      return;
    }
    token = hello.token;
    // Another server counts anew.
    asked = 0;
    if (plan) plan.version = 0;
    retry = 300;
    setState("live");
    sheets.again();
  });
  source.addEventListener("plans", (event) => {
    list = JSON.parse(event.data);
    showList();
  });
  source.addEventListener("plan", (event) => ask(JSON.parse(event.data)));
  source.addEventListener("pages", (event) => {
    const { key, pages } = JSON.parse(event.data);
    // What is found on them is on its way.
    if (plan?.key === key) painting = sheets.show({ ...plan, pages, stale: false, failure: null });
  });
  source.onerror = () => {
    source.close();
    setState("lost");
    setTimeout(connect, retry);
    retry = Math.min(retry * 1.5, 3000);
  };
}

// What is told of a plan may be long, and the page that is read comes before the list beside it.
async function ask({ key, version: told }) {
  asked = Math.max(asked, told);
  await Promise.race([painting, new Promise((late) => setTimeout(late, 300))]);
  if (asked > told) return;
  const answer = await fetch(`/plan/${key}`).catch(() => null);
  // One that is gone, or a server that is, is told of in another way.
  const next = answer?.ok ? await answer.json() : null;
  // Another plan may have been chosen meanwhile.
  if (next && (!wanted || wanted === key)) take(next);
}

function take(next) {
  if (plan?.key === next.key && plan.version > next.version) return;
  const before = plan?.key === next.key ? plan : null;
  plan = next;
  wanted = next.key;
  if (location.hash !== `#plan=${next.key}`) history.replaceState(null, "", `#plan=${next.key}`);
  updated = new Date();
  const ids = (of) => new Set((of?.findings ?? []).map((one) => one.id));
  const [old, now] = [ids(before), ids(next)];
  const isNew = before ? [...now].filter((id) => !old.has(id)) : [];
  const fixed = [...old].filter((id) => !now.has(id));
  sheets.show(plan);
  panel.show(plan, new Set(isNew));
  if (before && (isNew.length || fixed.length)) announce(say("delta", isNew.length, fixed.length));
  else if (before && JSON.stringify(before.pages) !== JSON.stringify(next.pages)) announce(say("changed"));
  showHead();
  document.dispatchEvent(new CustomEvent("plangen-plan", { detail: { version: next.version } }));
}

function announce(words) {
  by("announce").textContent = words;
}

function setState(next) {
  state = next;
  showHead();
}

function showHead() {
  document.body.dataset.state = state;
  const time = updated?.toLocaleTimeString();
  by("state-words").textContent = state === "live" && time ? say("updated", time) : say(state);
  by("lang").textContent = say("other");
  const name = plan?.title ?? plan?.path ?? "";
  document.title = `${plan ? `(${plan.findings.length}) ${name} – ` : ""}plangen`;
  for (const one of document.querySelectorAll("#views button")) {
    const count = one.dataset.view === "panel" && plan ? ` ${plan.findings.length}` : "";
    one.textContent = say(one.dataset.view) + count;
    one.setAttribute("aria-pressed", String(document.body.dataset.view === one.dataset.view));
  }
  const told = [];
  if (plan?.failure) told.push(make("p", {}, make("b", {}, say("cannot"))), make("pre", {}, pick(plan.failure)));
  if (plan?.pages && (plan.failure || plan.stale)) told.push(make("p", {}, say("stale")));
  if (plan?.pageless) told.push(make("p", {}, make("b", {}, say("pageless"))), make("pre", {}, pick(plan.pageless)));
  if (plan && list && !list.plans.some((one) => one.key === plan.key)) told.push(make("p", {}, say("gone")));
  for (const failure of list?.failures ?? []) told.push(make("pre", {}, pick(failure)));
  const trouble = by("trouble");
  const text = told.map((one) => one.textContent).join("\n");
  if (trouble.dataset.text !== text) {
    trouble.dataset.text = text;
    trouble.replaceChildren(...told);
  }
  trouble.hidden = told.length === 0;
  trouble.classList.toggle("mild", !plan?.failure && !list?.failures?.length);
}

function showList() {
  const options = list.plans.map((one) => {
    const count = one.errors + one.warnings + one.infos;
    const name = `${one.title ?? one.path}${count ? ` (${count})` : ""}`;
    const option = make("option", { value: one.key }, name);
    option.selected = one.key === (plan?.key ?? wanted);
    return option;
  });
  by("plans").replaceChildren(...options);
  by("plans").disabled = list.plans.length < 2;
  // What was asked for is not there: the first is shown.
  if (!plan && wanted && !list.plans.some((one) => one.key === wanted)) {
    wanted = "";
    connect();
  }
  showHead();
}

function spot(place) {
  spotted = place;
  const file = plan.files[place.file];
  by("spot-where").textContent = panel.where(place);
  by("spot-quote").textContent = place.quote ?? "";
  by("spot-open").textContent = say("open");
  by("spot-open").hidden = !list?.editor;
  by("spot-open").title = list?.editor ?? "";
  by("spot-hint").textContent = list?.editor || place.office ? "" : say("noEditor");
  by("spot-copy").textContent = say("copy");
  by("spot").hidden = !file;
  sheets.point(place.areas);
  if (place.areas?.[0]) {
    view("sheets");
    sheets.reveal(place.areas[0]);
  }
}

function unspot() {
  by("spot").hidden = true;
  sheets.point([]);
}

function select(finding) {
  if (finding.place.areas?.length) view("sheets");
  panel.select(finding);
  sheets.select(finding);
  spot({ ...finding.place, areas: [] });
}

function view(name) {
  if (name === "panel") unspot();
  document.body.dataset.view = name;
  showHead();
}

async function post(path, body) {
  const headers = { "content-type": "application/json", "x-plangen-token": token };
  try {
    const answer = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
    const told = await answer.json().catch(() => null);
    return answer.ok ? { done: told } : { failure: told?.zh ? pick(told) : `${answer.status}` };
  } catch {
    return { failure: say("lost") };
  }
}

function toast(words, undo) {
  by("toast-words").textContent = words;
  by("toast-undo").textContent = say("undo");
  by("toast-undo").hidden = !undo;
  by("toast-undo").onclick = undo ?? null;
  by("toast").hidden = false;
  announce(words);
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => (by("toast").hidden = true), 12000);
}

async function waive(finding, reason, until) {
  const { done, failure } = await post("/waive", { plan: plan.key, id: finding.id, reason, until: until || null });
  if (failure) return failure;
  toast(say("waived", done.where), () => lift(finding));
  return null;
}

async function lift(one) {
  const { done, failure } = await post("/lift", { plan: plan.key, id: one.id });
  toast(failure ? say("failed") + failure : say("lifted", done.where));
}

async function link(task, to, reason) {
  const { done, failure } = await post("/link", { plan: plan.key, task, to, reason });
  if (failure) return failure;
  toast(say("linkedTo", done.where), () => unlink(task, to));
  return null;
}

async function unlink(task, to) {
  const { done, failure } = await post("/unlink", { plan: plan.key, task, to });
  toast(failure ? say("failed") + failure : say("unlinked", done.where));
}

async function openEditor() {
  const { file, line, column } = spotted;
  const { failure } = await post("/open", { plan: plan.key, file, line: line ?? 1, column: column ?? 1 });
  toast(failure ? say("failed") + failure : say("opened"));
}

sheets.begin({ spot, select });
panel.begin({ spot, select, waive, lift, link, unlink });
by("plans").addEventListener("change", (event) => {
  wanted = event.target.value;
  unspot();
  connect();
});
by("lang").addEventListener("click", () => {
  switchLanguage();
  sayAll();
  if (list) showList();
  if (plan) {
    panel.anew();
    sheets.show(plan);
  }
  unspot();
  showHead();
});
by("spot-open").addEventListener("click", openEditor);
by("spot-close").addEventListener("click", unspot);
by("spot-copy").addEventListener("click", async () => {
  await navigator.clipboard.writeText(by("spot-where").textContent).catch(() => {});
  toast(say("copied"));
});
for (const one of document.querySelectorAll("#views button")) one.addEventListener("click", () => view(one.dataset.view));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") unspot();
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea, select")) return;
  if (event.key === "+" || event.key === "=") sheets.step(1);
  if (event.key === "-") sheets.step(-1);
  if (event.key === "0") sheets.fit();
});
document.addEventListener("visibilitychange", () => {
  if (document.hidden) source?.close();
  else connect();
});
sayAll();
showHead();
sheets.show(null);
connect();

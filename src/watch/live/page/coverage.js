// How far the plan answers its parents, and what a person says of it: that a task of the plan answers one of a parent.

import { by, make, pick, say } from "./words.js";

let plan = null;
let handlers = {};
let shown = "";

export function begin(given) {
  handlers = given;
}

export function show(next) {
  plan = next;
  const holder = by("coverage");
  const text = JSON.stringify([plan?.key, plan?.coverage, plan?.tasks, say("task")]);
  // A form that is being filled in is left alone; when it closes, the table is shown anew.
  if (text === shown || holder.querySelector("form")) return;
  shown = text;
  const open = [...holder.querySelectorAll("details")].map((one) => one.open);
  const all = (plan?.coverage ?? []).map(parent);
  holder.replaceChildren(...(all.length ? all : [make("p", { class: "empty" }, plan ? say("noParent") : "")]));
  holder.querySelectorAll("details").forEach((one, at) => (one.open = open[at] ?? false));
}

const find = (to) => (plan?.coverage ?? []).flatMap((one) => one.tasks).find((task) => task.to === to);

// Whether there is something to say of what answers a parent's task: nothing does, or not for sure.
export function offered(to) {
  const task = to && find(to);
  return Boolean(task && plan.tasks.length && (task.status !== "covered" || task.answers.some((one) => !one.sure)));
}

// Asks which task of the plan answers a parent's, and why.
export function form(to, path, button) {
  const task = find(to);
  const answers = (task?.answers ?? []).filter((one) => !one.linked);
  const option = (value, title, more) =>
    make("option", { value, selected: value === (path ?? answers[0]?.path) }, `${value} ${title}${more ? say("within", more) : ""}`);
  const likely = answers.map((one) => option(one.path, one.title, pick(one.certainty)));
  const known = new Set((task?.answers ?? []).map((one) => one.path));
  const others = plan.tasks.filter(([own]) => !known.has(own)).map(([own, title]) => option(own, title));
  const id = `link-${++form.count}`;
  const which = make(
    "select",
    { id, required: true },
    likely.length ? null : make("option", { value: "" }, say("choose")),
    likely.length ? make("optgroup", { label: say("suggested") }, ...likely) : null,
    make("optgroup", { label: say("otherTasks") }, ...others),
  );
  const reason = make("textarea", { rows: "2", maxlength: "500", id: `${id}-reason` });
  const told = make("p", { class: "told", role: "alert" });
  const done = () => {
    (asked.closest("tr.asked") ?? asked).remove();
    button.hidden = false;
    show(plan);
  };
  const send = async (event) => {
    event.preventDefault();
    const submit = asked.querySelector("[type=submit]");
    submit.disabled = true;
    const failure = await handlers.link(which.value, to, reason.value);
    submit.disabled = false;
    if (failure) told.textContent = failure;
    else done();
  };
  const asked = make(
    "form",
    { class: "reason", onsubmit: send },
    make("label", { for: which.id }, say("which")),
    which,
    make("label", { for: reason.id }, say("whyLink")),
    reason,
    told,
    make(
      "div",
      { class: "acts" },
      make("button", { type: "submit", class: "main" }, say("accept")),
      make("button", { type: "button", class: "cancel" }, say("cancel")),
    ),
  );
  const cancel = () => {
    done();
    if (button.isConnected) button.focus();
  };
  asked.querySelector(".cancel").addEventListener("click", cancel);
  asked.addEventListener("keydown", (event) => {
    if (event.key === "Escape") cancel();
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) asked.requestSubmit();
  });
  button.hidden = true;
  return asked;
}
form.count = 0;

// Opens the form below the row of the table.
const opens = (to, path) => (event) => {
  const button = event.currentTarget;
  const row = button.closest("tr");
  const open = row.nextElementSibling?.matches(".asked");
  if (!open) row.after(make("tr", { class: "asked" }, make("td", { colspan: "3" }, form(to, path, button))));
  row.nextElementSibling.querySelector("select").focus();
};

// A task that answers the parent's: how sure that is, or that a person said so.
function answered(task, answer) {
  const line = make(
    "p",
    { class: "answer" },
    make("button", { type: "button", class: "link", onclick: () => handlers.spot(answer.place) }, answer.path),
    " ",
    answer.title,
  );
  if (answer.linked) {
    const undo = () => handlers.unlink(answer.path, answer.linked);
    line.append(" ", make("span", { class: "badge linked" }, say("linked")), " ", make("button", { type: "button", class: "unlink", onclick: undo }, say("undo")));
    return answer.reason ? [line, make("p", { class: "why" }, make("b", {}, say("why")), answer.reason)] : [line];
  }
  if (!answer.sure) {
    const title = pick(answer.evidence);
    line.append(" ", make("span", { class: "badge unsure", title }, pick(answer.certainty)));
    line.append(" ", make("button", { type: "button", class: "link-to", onclick: opens(task.to, answer.path) }, say("linkThis")));
  }
  return [line];
}

function bar(counts, all) {
  const kinds = ["covered", "partial", "missing"];
  const label = kinds.map((kind) => `${say(kind)} ${counts[kind]}`).join(say("sep"));
  const parts = kinds.filter((kind) => counts[kind] > 0).map((kind) => {
    const part = make("span", { class: `part ${kind}` });
    part.style.flexGrow = String(counts[kind]);
    return part;
  });
  const legend = kinds.map((kind) =>
    make("li", {}, make("span", { class: `part ${kind}`, "aria-hidden": "true" }), `${say(kind)} ${counts[kind]}`),
  );
  return [
    make("p", { class: "share" }, say("share", counts.covered, all)),
    make("div", { class: "bar", role: "img", "aria-label": label }, ...parts),
    make("ul", { class: "legend" }, ...legend),
  ];
}

function table(caption, heads, rows) {
  return make(
    "table",
    {},
    make("caption", {}, caption),
    make("thead", {}, make("tr", {}, ...heads.map((head) => make("th", { scope: "col" }, head)))),
    make("tbody", {}, ...rows),
  );
}

function badge(kind) {
  return make("span", { class: `badge ${kind}` }, say(kind));
}

function parent(one) {
  const counts = { covered: 0, partial: 0, missing: 0 };
  for (const task of one.tasks) counts[task.status] += 1;
  const tasks = one.tasks.map((task) =>
    make(
      "tr",
      { "data-to": task.to },
      make("td", {}, make("button", { type: "button", class: "link", onclick: () => handlers.spot(task.place) }, task.path), " ", task.title),
      make("td", {}, badge(task.status)),
      make(
        "td",
        {},
        ...task.answers.flatMap((answer) => answered(task, answer)),
        task.absent.length ? make("p", { class: "absent" }, say("absent", task.absent.join(say("sep")))) : null,
        task.unanswered.length
          ? make("details", {}, make("summary", {}, `${say("unanswered")} (${task.unanswered.length})`), ...task.unanswered.map((text) => make("p", {}, text)))
          : null,
        task.status !== "covered" && plan.tasks.length
          ? make("p", { class: "offer" }, make("button", { type: "button", class: "link-to", onclick: opens(task.to, null) }, say("linkTo")))
          : null,
      ),
    ),
  );
  const dropped = one.dropped.map((section) =>
    make(
      "tr",
      {},
      make("td", {}, make("button", { type: "button", class: "link", onclick: () => handlers.spot(section.place) }, section.path), " ", section.title),
      make("td", {}, badge("dropped")),
      make("td", {}),
    ),
  );
  const targets = one.targets.map((target) =>
    make(
      "tr",
      {},
      make("td", {}, target.quote),
      make("td", {}, badge(target.relation)),
      make("td", {}, target.answer ?? "", pick(target.why) ? make("p", { class: "absent" }, pick(target.why)) : null),
    ),
  );
  return make(
    "section",
    { class: "parent" },
    make("h2", {}, one.title ?? plan.files[one.file]),
    one.unrelated ? make("p", { class: "told" }, say("unrelated")) : null,
    ...bar(counts, one.tasks.length),
    table(say("tasks"), [say("task"), say("status"), say("answer")], [...tasks, ...dropped]),
    one.extra ? make("p", { class: "extra" }, say("extra", one.extra)) : null,
    one.targets.length ? table(say("targets"), [say("target"), say("status"), say("answer")], targets) : null,
  );
}

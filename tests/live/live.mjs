// Headless Chromium against `plangen watch`: an edit reaches the page, findings appear and go, places are found, a
// finding is waived and that is undone, two tabs, a restart, a hundred quick saves. PLANGEN names the program,
// CHROMIUM the browser; SHOTS a folder for pictures.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { chromium } from "playwright-core";

const root = path.resolve(import.meta.dirname, "../..");
const plangen = process.env.PLANGEN;
const shots = process.env.SHOTS;
const LONG = 30_000;

const work = fs.mkdtempSync(path.join(os.tmpdir(), "plangen-live-"));
fs.cpSync(path.join(root, "seeds"), work, { recursive: true });
const plan = path.join(work, "hetao/plan.md");
const original = fs.readFileSync(plan, "utf8");
const opened = path.join(work, "opened");
const editor = path.join(work, "editor.sh");
fs.writeFileSync(editor, `#!/bin/sh\nprintf '%s' "$*" > '${opened}'\n`, { mode: 0o755 });
fs.writeFileSync(path.join(work, "plangen.toml"), `editor = "'${editor}' -g {file}:{line}"\n`);

let watching = null;
async function watch(...args) {
  const child = spawn(plangen, ["watch", "hetao", "shaliu", "--no-build", "--lang", "zh", ...args], { cwd: work });
  child.done = new Promise((done) => child.on("exit", done));
  let told = "";
  child.address = await new Promise((found, failed) => {
    child.stderr.on("data", (data) => {
      told += data;
      const address = /http:\S+/.exec(told)?.[0];
      if (address && told.includes("正在监视")) found(address);
    });
    child.stdout.resume();
    child.done.then((code) => failed(new Error(`plangen ended (${code}): ${told}`)));
  });
  watching = child;
  return child;
}

async function end(child) {
  child.kill("SIGINT");
  assert.equal(await child.done, 0, "it ends cleanly, whoever looks");
}

function save(text) {
  fs.writeFileSync(`${plan}.swap`, text);
  fs.renameSync(`${plan}.swap`, plan);
}

const memory = (child) => Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${child.pid}/status`, "utf8"))[1]) / 1024;

// What the page has shown, as it tells itself.
async function follow(page) {
  await page.addInitScript(() => {
    window.shown = [];
    for (const name of ["plangen-page", "plangen-plan"]) {
      document.addEventListener(name, (event) => window.shown.push({ name, at: Date.now(), ...event.detail }));
    }
  });
}

async function look(page, address) {
  await page.goto(address);
  await page.waitForSelector("body[data-state=live]", { timeout: LONG });
  await page.waitForFunction(() => window.shown.some((one) => one.name === "plangen-page"), null, { timeout: LONG });
}

// Until the pictures that can be seen are of the text as it is.
const drawn = (page) =>
  page.waitForFunction(() => [...document.querySelectorAll(".sheet")].every((one) => !one.near || one.shown?.startsWith(one.key)), null, { timeout: LONG });

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, locale: "zh-CN" });
const troubles = [];
async function tab() {
  const page = await context.newPage();
  page.on("pageerror", (error) => troubles.push(error.message));
  page.on("console", (told) => {
    // That the server is gone for a while is part of the play.
    if (told.type() === "error" && !/ERR_CONNECTION|ERR_INCOMPLETE|ERR_EMPTY|40[49]/.test(told.text())) troubles.push(told.text());
  });
  page.on("request", (request) => {
    if (!request.url().startsWith("http://127.0.0.1:") && !request.url().startsWith("blob:")) troubles.push(`asked for ${request.url()}`);
  });
  await follow(page);
  return page;
}

async function step(name, run) {
  const from = Date.now();
  await run();
  console.log(`ok  ${name} (${Date.now() - from} ms)`);
}

// A target that is weaker than the parent asks: an error.
const weaker = original.replace("达到66%以上", "达到60%以上");
assert.ok(weaker !== original);

try {
  let server = await watch();
  const page = await tab();
  await look(page, server.address);

  await step("pages as they print, with their findings", async () => {
    assert.equal(await page.locator(".sheet").count(), 14);
    assert.equal(await page.locator("#plans option").count(), 2);
    assert.ok((await page.locator("#finding-list .card").count()) > 5);
    // Pages are marked when they are come to.
    for (let at = 0; at < 14; at++) {
      await page.evaluate((n) => document.querySelectorAll(".sheet")[n].scrollIntoView(), at);
      await page.waitForFunction((n) => document.querySelectorAll(".sheet")[n].shown, at, { timeout: LONG });
    }
    assert.ok((await page.locator(".mark").count()) > 5, "places are marked on the pages");
    await page.evaluate(() => document.getElementById("sheets").scrollTo(0, 0));
    await page.click("#tab-coverage");
    assert.ok((await page.locator("#coverage .bar .part").count()) > 0);
    assert.ok((await page.locator("#coverage tbody tr").count()) > 10);
    await page.click("#tab-findings");
  });

  await step("both languages", async () => {
    const before = await page.locator(".card .message").first().textContent();
    await page.click("#lang");
    assert.notEqual(await page.locator(".card .message").first().textContent(), before);
    assert.equal(await page.getAttribute("html", "lang"), "en");
    assert.match(await page.locator("#tab-findings").textContent(), /^Findings/);
    await page.click("#lang");
    assert.equal(await page.locator(".card .message").first().textContent(), before);
  });

  await step("an edit reaches the page: a finding appears and goes, scroll and zoom stay", async () => {
    await page.click("#larger");
    await page.evaluate(() => (document.getElementById("sheets").scrollTop = 3000));
    const [zoom, top] = [await page.locator("#fit").textContent(), await page.evaluate(() => document.getElementById("sheets").scrollTop)];
    const errors = await page.locator(".card.error").count();
    save(weaker);
    await page.waitForFunction((n) => document.querySelectorAll(".card.error").length > n, errors, { timeout: LONG });
    assert.ok((await page.locator(".card.fresh").count()) > 0, "what is new is shown as new");
    assert.match(await page.locator("#announce").textContent(), /新增问题/);
    assert.equal(await page.locator("#fit").textContent(), zoom);
    assert.equal(await page.evaluate(() => document.getElementById("sheets").scrollTop), top);
  });

  await step("a finding's place on the page, the parent's clause beside it, and the editor", async () => {
    const finding = page.locator(".card.error").first();
    assert.match(await finding.locator(".related").first().textContent(), /beiyuan\/plan\.md:\d+/);
    await finding.locator(".head").click();
    await page.waitForSelector(".mark.selected");
    await page.waitForFunction(() => {
      const [mark, area] = [document.querySelector(".mark.selected"), document.getElementById("sheets")].map((e) => e.getBoundingClientRect());
      return mark.top >= area.top && mark.bottom <= area.bottom;
    });
    const where = await page.locator("#spot-where").textContent();
    assert.match(where, /^hetao\/plan\.md:\d+$/);
    const line = Number(where.split(":")[1]);
    assert.ok(fs.readFileSync(plan, "utf8").split("\n")[line - 1].includes("60%"), where);
    await page.click("#spot-open");
    await page.waitForFunction(() => document.getElementById("toast-words").textContent.includes("编辑器"));
    const until = Date.now() + LONG;
    while (!fs.existsSync(opened) && Date.now() < until) await new Promise((next) => setTimeout(next, 20));
    assert.equal(fs.readFileSync(opened, "utf8"), `-g ${plan}:${line}`);
    await page.keyboard.press("Escape");
    assert.ok(await page.locator("#spot").isHidden());
  });

  await step("from a click on the page to its line", async () => {
    await page.click("#fit");
    const lines = fs.readFileSync(plan, "utf8").split("\n");
    const sheet = page.locator(".sheet").nth(4);
    await sheet.scrollIntoViewIfNeeded();
    let found = 0;
    for (const share of [0.2, 0.35, 0.5, 0.65]) {
      const box = await sheet.boundingBox();
      await sheet.click({ position: { x: box.width * 0.45, y: box.height * share } });
      await page.waitForFunction(() => !document.getElementById("spot").hidden);
      const where = await page.locator("#spot-where").textContent();
      const quote = (await page.locator("#spot-quote").textContent()).replace("…", "").trim();
      assert.ok(lines[Number(where.split(":")[1]) - 1].includes(quote.slice(0, 10)), `${where}: ${quote}`);
      found += 1;
      await page.keyboard.press("Escape");
    }
    assert.equal(found, 4);
  });

  await step("a finding is waived with a reason, and that is undone", async () => {
    const text = fs.readFileSync(plan, "utf8");
    const before = await page.locator(".card.error").count();
    const finding = page.locator(".card.error").first();
    const code = await finding.getAttribute("data-code");
    await finding.locator(".waive").click();
    await page.keyboard.type("待定");
    await page.keyboard.press("Control+Enter");
    await page.waitForFunction(() => document.querySelector(".reason .told").textContent !== "");
    await page.locator(".reason textarea").fill("自治区同意分步达到");
    await page.keyboard.press("Control+Enter");
    await page.waitForFunction((n) => document.querySelectorAll(".card.error").length < n, before, { timeout: LONG });
    assert.ok(fs.readFileSync(plan, "utf8").includes(`<!-- plangen: allow ${code} reason="自治区同意分步达到" -->`));
    assert.match(await page.locator("#tab-waived").textContent(), /1/);
    await page.click("#toast-undo");
    await page.waitForFunction((n) => document.querySelectorAll(".card.error").length === n, before, { timeout: LONG });
    assert.equal(fs.readFileSync(plan, "utf8"), text);
  });

  await step("a suggested link is accepted with a reason, and that is undone", async () => {
    const county = path.join(work, "shaliu/plan.md");
    const text = fs.readFileSync(county, "utf8");
    const [first, other] = ["checked", "not(:checked)"].map((which) => `#plans option:${which}`);
    const [here, there] = [await page.getAttribute(first, "value"), await page.getAttribute(other, "value")];
    await page.selectOption("#plans", there);
    await page.waitForFunction((key) => location.hash.endsWith(key), there);
    await page.click("#tab-coverage");
    const row = page.locator("#coverage tr", { has: page.locator(".badge.unsure") }).first();
    const to = await row.getAttribute("data-to");
    await row.locator(".link-to").first().click();
    const task = await page.locator("#coverage form select").inputValue();
    await page.locator("#coverage form textarea").fill("自治区卫生健康委认可");
    await page.keyboard.press("Control+Enter");
    const accepted = page.locator(`#coverage tr[data-to="${to}"] .badge.linked`);
    await accepted.waitFor({ timeout: LONG });
    const written = fs.readFileSync(county, "utf8");
    assert.ok(written.includes(`implements=${to}`) && written.includes(`<!-- 承接 ${to}：自治区卫生健康委认可 -->`), `${task} ${to}`);
    assert.match(await page.locator(`#coverage tr[data-to="${to}"]`).textContent(), /自治区卫生健康委认可/);
    await page.click("#toast-undo");
    await accepted.waitFor({ state: "detached", timeout: LONG });
    assert.equal(fs.readFileSync(county, "utf8"), text);
    // A finding says that a task of the parent is not answered: its reader knows what answers it.
    await page.click("#tab-findings");
    const card = page.locator(".card", { has: page.locator(".link-to") }).first();
    const id = await card.getAttribute("data-id");
    await card.locator(".link-to").click();
    await card.locator("form select").selectOption({ index: 1 });
    await card.locator("form [type=submit]").click();
    await page.locator(`.card[data-id="${id}"] form`).waitFor({ state: "detached", timeout: LONG });
    await page.click("#tab-coverage");
    await page.locator("#coverage .unlink").first().click();
    await page.locator("#coverage .unlink").first().waitFor({ state: "detached", timeout: LONG });
    assert.equal(fs.readFileSync(county, "utf8"), text);
    await page.click("#tab-findings");
    await page.selectOption("#plans", here);
    await page.waitForFunction(() => document.querySelectorAll(".sheet").length === 14);
  });

  await step("two tabs, each with its plan", async () => {
    const second = await tab();
    await look(second, server.address);
    const other = await second.locator("#plans option:not(:checked)").getAttribute("value");
    await second.selectOption("#plans", other);
    await second.waitForFunction(() => document.querySelectorAll(".sheet").length !== 14 && document.querySelectorAll(".sheet").length > 0);
    await second.evaluate(() => (window.shown.length = 0));
    await page.evaluate(() => (window.shown.length = 0));
    save(original);
    await page.waitForFunction(() => window.shown.some((one) => one.name === "plangen-plan"), null, { timeout: LONG });
    await second.selectOption("#plans", await second.locator("#plans option:not(:checked)").getAttribute("value"));
    await second.waitForFunction(() => document.querySelectorAll(".sheet").length === 14);
    await second.close();
  });

  await step("a draft that cannot be rendered is said, and the last pages stay", async () => {
    save(original.replace("---\n", "---\n: [\n"));
    await page.waitForFunction(() => !document.getElementById("trouble").hidden, null, { timeout: LONG });
    assert.equal(await page.locator(".sheet").count(), 14);
    save(original);
    await page.waitForFunction(() => document.getElementById("trouble").hidden, null, { timeout: LONG });
  });

  await step("a restart: the page finds its server again", async () => {
    const address = server.address;
    await end(server);
    await page.waitForSelector("body[data-state=lost]", { timeout: LONG });
    server = await watch();
    assert.equal(server.address, address, "the port is the project's");
    await page.waitForSelector("body[data-state=live]", { timeout: LONG });
    // What changes something takes the new token.
    await page.locator(".card .waive").first().click();
    await page.locator(".reason textarea").fill("原文如此");
    await page.keyboard.press("Control+Enter");
    await page.waitForFunction(() => /1/.test(document.getElementById("tab-waived").textContent), null, { timeout: LONG });
    await page.click("#toast-undo");
    await page.waitForFunction(() => /0/.test(document.getElementById("tab-waived").textContent), null, { timeout: LONG });
    assert.equal(fs.readFileSync(plan, "utf8"), original);
  });

  await step("a hundred quick saves: the last is shown, and memory does not grow", async () => {
    const mark = "健全老年健康服务体系";
    const turn = (n) => original.replace("### ", `第${n}轮${mark}。\n\n### `);
    for (let n = 0; n < 10; n++) {
      save(turn(n));
      await new Promise((next) => setTimeout(next, 150));
    }
    await new Promise((next) => setTimeout(next, 1500));
    const before = memory(server);
    await page.evaluate(() => (window.shown.length = 0));
    for (let n = 100; n < 200; n++) {
      save(turn(n));
      await new Promise((next) => setTimeout(next, 100));
    }
    save(turn(200).replace("达到66%以上", "达到61%以上"));
    await page.waitForFunction(() => document.querySelectorAll(".card.error").length > 0, null, { timeout: LONG });
    const states = await page.evaluate(() => window.shown.filter((one) => one.name === "plangen-plan").length);
    const growth = memory(server) - before;
    console.log(`    ${states} states shown for 101 saves; memory ${before.toFixed(0)} MB, grown by ${growth.toFixed(1)} MB`);
    assert.ok(growth < 50, `memory grew by ${growth} MB`);
    save(original);
    await page.waitForFunction(() => document.querySelectorAll(".card.error").length === 0, null, { timeout: LONG });
  });

  await step("at 400 pixels, by keyboard", async () => {
    await page.setViewportSize({ width: 400, height: 800 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= 400, `nothing sticks out: ${wide}`);
    await page.locator("#views button").nth(1).click();
    await page.locator("#tab-findings").focus();
    await page.keyboard.press("ArrowRight");
    assert.ok(await page.locator("#coverage").isVisible());
    await page.keyboard.press("ArrowLeft");
    await page.locator("#finding-list .head").first().focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    assert.ok(await page.locator("#sheets").isVisible(), "the place is shown");
    await page.setViewportSize({ width: 1280, height: 860 });
  });

  if (shots) {
    fs.mkdirSync(shots, { recursive: true });
    save(weaker);
    await page.waitForFunction(() => document.querySelectorAll(".card.error").length > 0, null, { timeout: LONG });
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      for (const width of [1280, 400]) {
        await page.setViewportSize({ width, height: 860 });
        await page.evaluate(() => (document.getElementById("toast").hidden = true));
        if (width === 1280 && colorScheme === "light") {
          await page.click("#tab-findings");
          await page.click("#lang");
          await page.locator(".card.error .head").first().click();
          await page.waitForTimeout(900);
          await drawn(page);
          await page.screenshot({ path: path.join(shots, "findings-1280-light.en.png") });
          await page.click("#lang");
        }
        for (const [name, of] of [["findings", "#tab-findings"], ["coverage", "#tab-coverage"]]) {
          if (width === 400) await page.locator("#views button").nth(1).click();
          await page.click(of);
          if (name === "findings") await page.locator(".card.error .head").first().click();
          if (width === 400 && name === "findings") {
            await page.waitForTimeout(600);
            await page.screenshot({ path: path.join(shots, `pages-${width}-${colorScheme}.png`) });
            await page.locator("#views button").nth(1).click();
          }
          await page.waitForTimeout(900);
          await drawn(page);
          await page.screenshot({ path: path.join(shots, `${name}-${width}-${colorScheme}.png`) });
        }
      }
    }
    save(original);
  }
  assert.deepEqual(troubles, [], "nothing went wrong in the browser");
  await end(server);
} finally {
  await browser.close();
  watching?.kill("SIGKILL");
  fs.rmSync(work, { recursive: true, force: true });
}

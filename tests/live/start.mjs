// The way that the book's first chapter tells, walked as a new user would: from the parent's Word file in an empty
// folder to a draft, its live preview and its comparison. PLANGEN names the program, CHROMIUM the browser; SHOTS a
// folder for pictures.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { chromium } from "playwright-core";

const plangen = process.env.PLANGEN;
const shots = process.env.SHOTS;
const LONG = 30_000;

const seeds = path.resolve(import.meta.dirname, "../../seeds");
const work = fs.mkdtempSync(path.join(os.tmpdir(), "plangen-start-"));
const run = (...args) => execFileSync(plangen, args, { cwd: work, stdio: ["ignore", "pipe", "pipe"], encoding: "utf8" });
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
let watching = null;
try {
  // Each kind of file gives the same source.
  const texts = ["docx", "pdf", "ofd"].map((format) => {
    const file = path.join(work, `上级方案.${format}`);
    execFileSync(plangen, ["build", "beiyuan/plan.md", "--format", format, "--out", file], { cwd: seeds, stdio: "pipe" });
    return run("import", file, "-o", "-");
  });
  assert.ok(texts.every((text) => text === texts[0] && text.includes("#### 1.建设高水平老年医学中心")));
  run("init", ".");
  run("import", "上级方案.docx", "-o", "beiyuan.md", "--report");
  run("new", "--parent", "beiyuan.md", "--level", "city", "--region", "河套市", "hetao");
  const draft = path.join(work, "hetao/plan.md");

  watching = spawn(plangen, ["watch", "hetao", "--no-build", "--lang", "zh"], { cwd: work });
  let told = "";
  watching.stdout.resume();
  const address = await new Promise((found) => {
    watching.stderr.on("data", (data) => {
      told += data;
      if (told.includes("正在监视")) found(/http:\S+/.exec(told)[0]);
    });
  });
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: "zh-CN", colorScheme: "light" });
  await page.goto(address);
  await page.waitForFunction(() => document.querySelectorAll(".sheet").length > 0, null, { timeout: LONG });
  const open = await page.locator(".card[data-code=PG604]").count();
  // Two tasks are written, and the page follows.
  const written = [
    "支持市人民医院建设市级老年医学中心，培育市级老年医学重点专科不少于5个，二级及以上公立综合医院设立老年医学科的比例到2025年达到90%以上。",
    "组织三级医院“一对一”支援旗区级医院老年医学科，每批支援人员驻点时间不少于6个月。",
  ];
  let text = fs.readFileSync(draft, "utf8");
  for (const words of written) text = text.replace("【待补充：落实措施】", words);
  fs.writeFileSync(draft, text);
  await page.waitForFunction((n) => document.querySelectorAll(".card[data-code=PG604]").length < n, open, { timeout: LONG });
  if (shots) {
    fs.mkdirSync(shots, { recursive: true });
    for (const lang of ["zh", "en"]) {
      if (lang === "en") await page.click("#lang");
      await page.click("#tab-findings");
      await page.locator("#sheets").evaluate((area) => (area.scrollTop = 0));
      await page.locator(".card[data-code=PG102] .head").first().click();
      await page.keyboard.press("Escape");
      await page.waitForTimeout(1500);
      await page.screenshot({ path: path.join(shots, `start-watch.${lang}.png`) });
    }
  }
  run("trace", "hetao/plan.md", "-o", "对照表.html", "--lang", "zh");
  run("trace", "hetao/plan.md", "-o", "table.html", "--lang", "en");
  const check = spawn(plangen, ["check", "hetao"], { cwd: work });
  check.stdout.resume();
  assert.equal(await new Promise((done) => check.on("exit", done)), 1, "what is not written yet does not pass");
  if (shots) {
    for (const [lang, file] of [["zh", "对照表.html"], ["en", "table.html"]]) {
      await page.goto(`file://${path.join(work, file)}`);
      await page.waitForTimeout(500);
      await page.screenshot({ path: path.join(shots, `start-trace.${lang}.png`) });
    }
  }
  console.log("ok  from the parent's Word, PDF and OFD file to a draft, its preview and its comparison");
} finally {
  await browser.close();
  watching?.kill("SIGKILL");
  fs.rmSync(work, { recursive: true, force: true });
}

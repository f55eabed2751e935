// How long it takes from a save to the new page in the browser: node figures.mjs PLAN [SAVES]. PLANGEN names the
// program, CHROMIUM the browser. Changes one figure of the plan again and again, in a copy, and waits for its picture.
import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { chromium } from "playwright-core";

const [given, saves = "40"] = process.argv.slice(2);
const work = fs.mkdtempSync(path.join(os.tmpdir(), "plangen-figures-"));
fs.cpSync(path.dirname(path.resolve(given)), work, { recursive: true });
const plan = path.join(work, path.basename(given));
const text = fs.readFileSync(plan, "utf8");
const at = text.indexOf("。", text.length / 2);
const turn = (n) => `${text.slice(0, at)}，第${n}次${text.slice(at)}`;
fs.writeFileSync(plan, turn(0));
const child = spawn(process.env.PLANGEN, ["watch", plan, "--no-build", "--lang", "zh"], { cwd: work });
let rounds = "";
child.stdout.on("data", (data) => (rounds += data));
let told = "";
const address = await new Promise((found) => {
  child.stderr.on("data", (data) => {
    told += data;
    if (told.includes("正在监视")) found(/http:\S+/.exec(told)[0]);
  });
});
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
  await page.addInitScript(() => {
    window.shown = [];
    document.addEventListener("plangen-page", (event) => window.shown.push({ at: Date.now(), ...event.detail }));
  });
  await page.goto(address);
  await page.waitForFunction(() => window.shown.length > 0, null, { timeout: 60_000 });
  const pages = await page.locator(".sheet").count();
  // The page that changes is looked at: about the middle.
  await page.evaluate((n) => document.querySelectorAll(".sheet")[n].scrollIntoView(), Math.floor(pages / 2));
  await page.waitForTimeout(2000);
  const all = [];
  let resent = 0;
  for (let n = 1; n <= Number(saves); n++) {
    await page.evaluate(() => (window.shown.length = 0));
    const from = Date.now();
    fs.writeFileSync(`${plan}.swap`, turn(n));
    fs.renameSync(`${plan}.swap`, plan);
    await page.waitForFunction(() => window.shown.length > 0, null, { timeout: 60_000, polling: 10 });
    all.push((await page.evaluate(() => window.shown[0].at)) - from);
    await page.waitForTimeout(400);
    resent = Math.max(resent, await page.evaluate(() => window.shown.length));
  }
  all.sort((a, b) => a - b);
  const part = (share) => all[Math.min(all.length - 1, Math.floor(all.length * share))];
  console.log(`${pages} pages, ${all.length} saves: median ${part(0.5)} ms, p95 ${part(0.95)} ms, worst ${all.at(-1)} ms; at most ${resent} pages fetched; load ${os.loadavg()[0].toFixed(1)}`);
  const took = [...rounds.matchAll(/（(\d+) 毫秒）/g)].map((m) => Number(m[1])).slice(1).sort((a, b) => a - b);
  console.log(`rounds: median ${took[Math.floor(took.length / 2)]} ms`);
} finally {
  await browser.close();
  child.kill("SIGKILL");
  fs.rmSync(work, { recursive: true, force: true });
}

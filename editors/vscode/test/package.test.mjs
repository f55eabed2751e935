// What package.json promises is there, in both languages.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const read = (name) => readFileSync(new URL(`../${name}`, import.meta.url), "utf8");
const json = (name) => JSON.parse(read(name));
const source = read("src/extension.ts");

test("every command is registered, and every text has its words in both languages", () => {
  const manifest = read("package.json");
  for (const { command } of json("package.json").contributes.commands) {
    assert.ok(source.includes(`["${command}",`), command);
  }
  const english = json("package.nls.json");
  assert.deepEqual(Object.keys(json("package.nls.zh-cn.json")), Object.keys(english));
  const used = [...manifest.matchAll(/%([\w.]+)%/g)].map((m) => m[1]);
  assert.deepEqual(new Set(used), new Set(Object.keys(english)));
});

test("every message is translated, and no translation is left over", () => {
  const said = [...source.matchAll(/l10n\.t\("([^"]+)"/g)].map((m) => m[1]);
  assert.deepEqual(new Set(Object.keys(json("l10n/bundle.l10n.zh-cn.json"))), new Set(said));
});

test("the lock file names no place to download from", () => {
  assert.ok(!read("package-lock.json").includes('"resolved"'));
});

// The part that runs plangen, without an editor.

import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { test } from "node:test";
import { buildSync } from "esbuild";

const out = join(mkdtempSync(join(tmpdir(), "plangen-")), "program.mjs");
buildSync({ entryPoints: ["src/program.ts"], bundle: true, format: "esm", platform: "node", outfile: out });
const { language, NotRun, pdfOf, run } = await import(pathToFileURL(out).href);

test("the language is as set, else the editor's", () => {
  assert.deepEqual(language("auto", "zh-cn"), ["--lang", "zh"]);
  assert.deepEqual(language("auto", "de"), ["--lang", "en"]);
  assert.deepEqual(language("en", "zh-cn"), ["--lang", "en"]);
});

test("the PDF lies beside its plan", () => {
  assert.equal(pdfOf("/方案/河套 市.plan.md"), "/方案/河套 市.plan.pdf");
});

test("a status is no failure, a program that is not there is one", async () => {
  const ended = await run(process.execPath, ["-e", "console.log('好'); process.exit(1)"], undefined);
  assert.deepEqual(ended, { status: 1, stdout: "好\n", stderr: "" });
  await assert.rejects(run("/no/such/plangen", [], undefined), NotRun);
});

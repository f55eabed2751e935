// The server with the protocol library that VS Code itself uses. PLANGEN names the program.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { test } from "node:test";

const protocol = createRequire(import.meta.url)("vscode-languageserver-protocol/node.js");
const program = process.env.PLANGEN;

const parent = `---
plangen: 1
id: beiyuan
title: 北原自治区河湖管护实施方案
level: region
---

## 一、重点任务

### （一）加强水质监测

优化监测断面布局，到2025年，自动监测覆盖率达到90%以上。（责任单位：自治区生态环境厅）
`;
const child = parent
  .replace("id: beiyuan", "id: hetao")
  .replace("北原自治区", "河套市")
  .replace("level: region", "level: city\nparents: [../beiyuan/plan.md]")
  .replace("90%", "85%")
  .replace("自治区生态环境厅", "市生态环境局");

test("VS Code's protocol library agrees with the server", { skip: !program && "PLANGEN names no program" }, async () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "plangen-")));
  const uri = {};
  for (const [name, text] of [["beiyuan", parent], ["hetao", child]]) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, "plan.md"), text);
    uri[name] = pathToFileURL(join(folder, name, "plan.md")).href;
  }
  const server = spawn(program, ["lsp", "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
  const connection = protocol.createProtocolConnection(
    new protocol.StreamMessageReader(server.stdout),
    new protocol.StreamMessageWriter(server.stdin),
  );
  let refreshed = 0;
  connection.onRequest(protocol.DiagnosticRefreshRequest.type, () => void (refreshed += 1));
  connection.onRequest(protocol.RegistrationRequest.type, () => undefined);
  connection.listen();
  const { capabilities } = await connection.sendRequest(protocol.InitializeRequest.type, {
    processId: process.pid,
    rootUri: null,
    locale: "zh-cn",
    workspaceFolders: [{ uri: pathToFileURL(folder).href, name: "plans" }],
    capabilities: {
      general: { positionEncodings: ["utf-16"] },
      workspace: { diagnostics: { refreshSupport: true }, didChangeWatchedFiles: { dynamicRegistration: true } },
      textDocument: { diagnostic: {}, definition: { linkSupport: true } },
    },
  });
  assert.equal(capabilities.positionEncoding, "utf-16");
  assert.ok(capabilities.diagnosticProvider.workspaceDiagnostics);
  await connection.sendNotification(protocol.InitializedNotification.type, {});
  const open = (name, text) =>
    connection.sendNotification(protocol.DidOpenTextDocumentNotification.type, {
      textDocument: { uri: uri[name], languageId: "markdown", version: 1, text },
    });
  await open("hetao", child);
  await open("beiyuan", parent);
  const pull = () =>
    connection.sendRequest(protocol.DocumentDiagnosticRequest.type, { textDocument: { uri: uri.hetao } });
  const weaker = (report) => report.items.find((d) => d.code === "PG301");
  const told = weaker(await pull());
  assert.match(told.message, /上级要求 ≥90%/);
  const line = child.split("\n")[told.range.start.line];
  assert.equal(line.slice(told.range.start.character, told.range.end.character), "自动监测覆盖率达到85%以上");
  const [link] = await connection.sendRequest(protocol.DefinitionRequest.type, {
    textDocument: { uri: uri.hetao },
    position: told.range.start,
  });
  assert.equal(link.targetUri, uri.beiyuan);
  await connection.sendNotification(protocol.DidChangeTextDocumentNotification.type, {
    textDocument: { uri: uri.beiyuan, version: 2 },
    contentChanges: [{ text: parent.replace("90%", "80%") }],
  });
  assert.equal(weaker(await pull()), undefined);
  const all = await connection.sendRequest(protocol.WorkspaceDiagnosticRequest.type, { previousResultIds: [] });
  assert.deepEqual(all.items.map((i) => i.uri).sort(), [uri.beiyuan, uri.hetao].sort());
  await connection.sendRequest(protocol.ShutdownRequest.type);
  const ended = new Promise((resolve) => server.on("exit", resolve));
  await connection.sendNotification(protocol.ExitNotification.type);
  assert.equal(await ended, 0);
});

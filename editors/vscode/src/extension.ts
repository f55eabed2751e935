// The extension: starts `plangen lsp`, and runs plangen's other commands on the plan at hand.

import * as path from "node:path";
import * as vscode from "vscode";
import {
  LanguageClient,
  LanguageClientOptions,
  Middleware,
  RevealOutputChannelOn,
  State,
  vsdiag,
} from "vscode-languageclient/node";
import { Ended, language, NotFound, NotRun, pdfOf, run } from "./program";

/** The server's command behind a lens. */
const SHOW_REFERENCES = "plangen.showReferences";

/** Under this scheme the editor shows a lint's page, named by its code. */
const PAGES = "plangen-lint";

let client: Client | undefined;
let output: vscode.OutputChannel;
let status: vscode.StatusBarItem;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  output = vscode.window.createOutputChannel("plangen");
  status = vscode.window.createStatusBarItem("plangen", vscode.StatusBarAlignment.Right, 50);
  status.name = "plangen";
  status.command = "plangen.showOutput";
  const commands: [string, (...args: never[]) => unknown][] = [
    ["plangen.lint", lint],
    ["plangen.build", () => build(false)],
    ["plangen.preview", () => build(true)],
    ["plangen.trace", trace],
    ["plangen.restart", restart],
    ["plangen.showOutput", () => output.show()],
  ];
  const registered = commands.map(([name, command]) => vscode.commands.registerCommand(name, command));
  const pages = vscode.workspace.registerTextDocumentContentProvider(PAGES, { provideTextDocumentContent: explain });
  const settings = vscode.workspace.onDidChangeConfiguration((change) => {
    if (change.affectsConfiguration("plangen.path") || change.affectsConfiguration("plangen.language")) {
      void restart();
    }
  });
  context.subscriptions.push(output, status, pages, settings, ...registered);
  await start();
}

export async function deactivate(): Promise<void> {
  await client?.stop();
  client = undefined;
}

function settings(): { program: string; language: string[] } {
  const own = vscode.workspace.getConfiguration("plangen");
  const program = own.get<string>("path")?.trim() || "plangen";
  return { program, language: language(own.get<string>("language") ?? "auto", vscode.env.language) };
}

/** Why a server could not be started is told once, by `complain`. */
class Client extends LanguageClient {
  private started = false;

  override async start(): Promise<void> {
    await super.start();
    this.started = true;
  }

  override error(message: string, data?: unknown, show?: boolean | "force"): void {
    super.error(message, data, this.started && show);
  }
}

const middleware: Middleware = {
  // The client registers the commands that the server names; this one the editor carries out better.
  executeCommand: (command, args, next) =>
    command === SHOW_REFERENCES ? showReferences(args[0], args[1], args[2]) : next(command, args),
  handleDiagnostics: (uri, diagnostics, next) => next(uri, diagnostics.map(paged)),
  provideDiagnostics: async (document, previous, token, next) => {
    const report = await next(document, previous, token);
    return report?.kind === vsdiag.DocumentDiagnosticReportKind.full
      ? { ...report, items: report.items.map(paged) }
      : report;
  },
  provideWorkspaceDiagnostics: (previous, token, reporter, next) =>
    next(previous, token, (chunk) => {
      const items = chunk?.items.map((report) =>
        report.kind === vsdiag.DocumentDiagnosticReportKind.full
          ? { ...report, items: report.items.map(paged) }
          : report,
      );
      reporter(chunk && items ? { ...chunk, items } : chunk);
    }),
};

/** The diagnostic, with the way from its code to the lint's page. */
function paged(diagnostic: vscode.Diagnostic): vscode.Diagnostic {
  if (typeof diagnostic.code === "string") {
    const target = vscode.Uri.from({ scheme: PAGES, path: `/${diagnostic.code}` });
    diagnostic.code = { value: diagnostic.code, target };
  }
  return diagnostic;
}

async function explain(uri: vscode.Uri): Promise<string> {
  const { program, language } = settings();
  const ended = await run(program, ["explain", uri.path.slice(1), ...language], undefined);
  return ended.status === 0 ? ended.stdout : ended.stderr;
}

async function start(): Promise<void> {
  const { program, language } = settings();
  const selector = ["plangen", "markdown", "plaintext"].flatMap((id) => [
    { scheme: "file", language: id },
    { scheme: "untitled", language: id },
  ]);
  const options: LanguageClientOptions = {
    documentSelector: [...selector, { scheme: "file", pattern: "**/plangen.toml" }],
    outputChannel: output,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    diagnosticPullOptions: { onChange: true, onSave: false },
    middleware,
  };
  const server = { command: program, args: ["lsp", ...language] };
  const starting = new Client("plangen", "plangen", { run: server, debug: server }, options);
  starting.onDidChangeState(({ newState }) => show(newState));
  client = starting;
  try {
    await starting.start();
  } catch (error) {
    client = undefined;
    show(State.Stopped);
    await complain(await run(program, ["--version"], undefined).then(() => error, (cause) => cause));
  }
}

async function restart(): Promise<void> {
  await client?.stop().catch(() => undefined);
  await start();
}

function show(state: State): void {
  const running = state === State.Running;
  void vscode.commands.executeCommand("setContext", "plangen.running", running);
  status.text = running ? "$(check) plangen" : state === State.Starting ? "$(sync~spin) plangen" : "$(warning) plangen";
  status.tooltip = running ? vscode.l10n.t("plangen is running") : vscode.l10n.t("plangen is not running");
  status.show();
}

/** Tells that the program cannot be run, with the way to the setting. */
async function complain(cause: unknown): Promise<void> {
  const set = vscode.l10n.t("Set the path");
  const message =
    cause instanceof NotFound
      ? vscode.l10n.t("The program {0} was not found. Install plangen, or set its path.", cause.program)
      : vscode.l10n.t("plangen could not be started: {0}", cause instanceof Error ? cause.message : String(cause));
  if ((await vscode.window.showErrorMessage(message, set)) === set) {
    await vscode.commands.executeCommand("workbench.action.openSettings", "plangen.path");
  }
}

/** The plan in the active editor, saved: plangen's commands read the disk. */
async function plan(): Promise<string | undefined> {
  const document = vscode.window.activeTextEditor?.document;
  if (!document || document.uri.scheme !== "file") {
    await vscode.window.showInformationMessage(vscode.l10n.t("Open a plan first."));
    return undefined;
  }
  if (document.isDirty && !(await document.save())) {
    return undefined;
  }
  return document.uri.fsPath;
}

/** Runs plangen with its progress in sight; nothing when it could not be run. */
async function running(title: string, args: string[], folder: string | undefined): Promise<Ended | undefined> {
  const { program, language } = settings();
  const at = { location: vscode.ProgressLocation.Window, title };
  try {
    const ended = await vscode.window.withProgress(at, () => run(program, [...args, ...language], folder));
    if (ended.stderr.trim()) {
      output.appendLine(ended.stderr.trimEnd());
    }
    return ended;
  } catch (error) {
    if (error instanceof NotRun) {
      await complain(error);
      return undefined;
    }
    throw error;
  }
}

/** Tells what failed, the rest in the output. */
async function failed(ended: Ended): Promise<void> {
  const first = ended.stderr.trim().split("\n")[0] || vscode.l10n.t("plangen ended with status {0}", ended.status);
  const more = vscode.l10n.t("Show the output");
  if ((await vscode.window.showErrorMessage(first, more)) === more) {
    output.show();
  }
}

async function lint(): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  const file = folder ? undefined : await plan();
  if (!folder && !file) {
    return;
  }
  await vscode.workspace.saveAll(false);
  const ended = await running("plangen lint", ["lint", file ?? "."], folder);
  if (!ended) {
    return;
  }
  if (ended.status > 1) {
    await failed(ended);
    return;
  }
  output.appendLine(ended.stdout.trimEnd());
  output.show(true);
}

async function build(open: boolean): Promise<void> {
  const file = await plan();
  if (!file) {
    return;
  }
  const ended = await running("plangen build", ["build", file], path.dirname(file));
  if (!ended) {
    return;
  }
  if (ended.status !== 0) {
    await failed(ended);
    return;
  }
  const pdf = vscode.Uri.file(pdfOf(file));
  if (open) {
    await view(pdf);
    return;
  }
  const look = vscode.l10n.t("Open");
  if ((await vscode.window.showInformationMessage(vscode.l10n.t("Built {0}", path.basename(pdf.fsPath)), look)) === look) {
    await view(pdf);
  }
}

/** Shows a PDF beside the plan where the editor can, else in the system's viewer. */
async function view(pdf: vscode.Uri): Promise<void> {
  const shown = vscode.extensions.all.some((e) =>
    (e.packageJSON?.contributes?.customEditors ?? []).some((editor: { selector?: { filenamePattern?: string }[] }) =>
      editor.selector?.some((s) => s.filenamePattern?.toLowerCase().endsWith(".pdf")),
    ),
  );
  if (shown) {
    await vscode.commands.executeCommand("vscode.open", pdf, vscode.ViewColumn.Beside);
  } else {
    await vscode.env.openExternal(pdf);
  }
}

async function trace(): Promise<void> {
  const file = await plan();
  if (!file) {
    return;
  }
  const ended = await running("plangen trace", ["trace", file], path.dirname(file));
  if (!ended) {
    return;
  }
  if (ended.status > 1) {
    await failed(ended);
    return;
  }
  const document = await vscode.workspace.openTextDocument({ content: ended.stdout, language: "plaintext" });
  await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside, preview: true });
}

interface Place {
  uri: string;
  range: { start: { line: number; character: number }; end: { line: number; character: number } };
}

/** What a lens over a parent's task runs: the places of its children that carry it out. */
async function showReferences(uri: string, at: { line: number; character: number }, places: Place[]): Promise<void> {
  const position = (p: { line: number; character: number }) => new vscode.Position(p.line, p.character);
  const locations = places.map(
    (p) => new vscode.Location(vscode.Uri.parse(p.uri), new vscode.Range(position(p.range.start), position(p.range.end))),
  );
  if (locations.length === 0) {
    await vscode.window.showInformationMessage(vscode.l10n.t("No child implements it yet."));
    return;
  }
  await vscode.commands.executeCommand("editor.action.showReferences", vscode.Uri.parse(uri), position(at), locations);
}

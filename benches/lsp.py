"""lsp.py PLANGEN [SHARED]: what an editor waits for, measured at the editor's end of a `plangen lsp` process.

Change to diagnostics on a plan with its parent and on a large one, memory over 10,000 random edits, a workspace of
1,000 plans, and `plangen lint` after one of them changed. The texts come from SHARED (../shared); without it the project's own seeds are measured. Wall time; a busy
machine shows in it, so the load stands in the first line.
"""

import json, os, pathlib, random, statistics, subprocess, sys, tempfile, threading, time, queue

program = sys.argv[1]
shared = pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else "../shared")
seeds = pathlib.Path(__file__).resolve().parent.parent / "seeds"


class Server:
    def __init__(self, folder):
        self.process = subprocess.Popen([program, "lsp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.inbox, self.ids = queue.Queue(), 0
        threading.Thread(target=self.read, daemon=True).start()
        capabilities = {"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": True}},
                        "textDocument": {"publishDiagnostics": {"relatedInformation": True}},
                        "general": {"positionEncodings": ["utf-32"]}}
        self.ask("initialize", {"processId": os.getpid(), "capabilities": capabilities, "rootUri": None,
                                "workspaceFolders": [{"uri": folder.as_uri(), "name": "plans"}]})
        self.tell("initialized", {})

    def read(self):
        output = self.process.stdout
        while line := output.readline():
            length = int(line.split(b":")[1])
            output.readline()
            body = output.read(length)
            self.inbox.put((time.perf_counter(), json.loads(body)))

    def send(self, message):
        body = json.dumps(message).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def tell(self, method, params):
        self.send({"jsonrpc": "2.0", "method": method, "params": params})

    def ask(self, method, params):
        self.ids += 1
        self.send({"jsonrpc": "2.0", "id": self.ids, "method": method, "params": params})
        return self.wait(lambda m: m.get("id") == self.ids and "method" not in m)[1].get("result")

    def wait(self, wanted):
        while True:
            at, message = self.inbox.get(timeout=300)
            if wanted(message):
                return at, message

    def open(self, path, text):
        self.tell("textDocument/didOpen", {"textDocument": {
            "uri": path.as_uri(), "languageId": "markdown", "version": 1, "text": text}})

    def told(self, path):
        uri = path.as_uri()
        return self.wait(lambda m: m.get("method") == "textDocument/publishDiagnostics" and m["params"]["uri"] == uri)

    def change(self, path, version, start, end, text):
        span = {"start": dict(zip(("line", "character"), start)), "end": dict(zip(("line", "character"), end))}
        self.tell("textDocument/didChange", {"textDocument": {"uri": path.as_uri(), "version": version},
                                             "contentChanges": [{"range": span, "text": text}]})

    def memory(self, key="VmRSS"):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(next(l for l in status.splitlines() if l.startswith(key)).split()[1]) / 1024

    def end(self):
        self.ask("shutdown", None)
        self.tell("exit", None)
        self.process.wait()


def source(text, parent=None):
    """A published text as a source that names its parent."""
    links = f"parents: [{parent}]\n" if parent else ""
    return f"---\nplangen: 1\n{links}---\n\n{text}"


def latency(name, text, parent, wanted):
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder).resolve()
        child = folder / "child.md"
        if parent:
            (folder / "parent.txt").write_text(parent, "utf-8")
        text = source(text, "parent.txt" if parent else None)
        child.write_text(text, "utf-8")
        server = Server(folder)
        server.open(child, text)
        server.told(child)
        line = max(range(len(text.split("\n"))), key=lambda n: len(text.split("\n")[n]))
        took = []
        for turn in range(200):
            # A bracket that is half-width and then is not: each edit changes what is found.
            new, at = ("(", 4) if turn % 2 == 0 else ("", 4)
            begin = time.perf_counter()
            server.change(child, turn + 2, (line, at), (line, at + (turn % 2)), new)
            took.append((server.told(child)[0] - begin) * 1000)
        took = sorted(took[20:])
        p50, p95 = took[len(took) // 2], took[int(len(took) * 0.95)]
        print(f"{name:44} {len(text.encode()) // 1024:3} KB  p50 {p50:6.1f} ms  p95 {p95:6.1f} ms  min {took[0]:5.1f}  [wanted: {wanted}]")
        server.end()


def growth(text, parent):
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder).resolve()
        child = folder / "child.md"
        (folder / "parent.txt").write_text(parent, "utf-8")
        text = source(text, "parent.txt")
        child.write_text(text, "utf-8")
        server = Server(folder)
        server.open(child, text)
        server.told(child)
        rng, lines = random.Random(7), text.split("\n")
        edits = int(os.environ.get("EDITS", "10000"))
        for turn in range(edits):
            line = rng.randrange(6, len(lines))
            at = rng.randrange(len(lines[line]) + 1)
            if turn % 2 == 0:
                new = rng.choice(["，", "90%", "2026年", "（", "市财政局", "。"])
                server.change(child, turn + 2, (line, at), (line, at), new)
                undo = (line, at, len(new))
            else:
                line, at, length = undo
                server.change(child, turn + 2, (line, at), (line, at + length), "")
            server.ask("textDocument/hover", {"textDocument": {"uri": child.as_uri()}, "position": {"line": 0, "character": 0}})
            if turn == 500:
                before = server.memory()
        after = server.memory()
        print(f"{edits} edits: {before:.1f} MB after 500, {after:.1f} MB at the end, {after - before:+.1f} MB  [wanted: less than 10 MB]")
        server.end()


def workspace(folder):
    begin = time.perf_counter()
    server = Server(folder)
    # Asked for, since what has no findings is not told of unasked.
    report = server.ask("workspace/diagnostic", {"previousResultIds": []})
    took = time.perf_counter() - begin
    count = len(report["items"])
    print(f"workspace of {count} plans: told of all after {took:.2f} s, {server.memory():.0f} MB, peak {server.memory('VmHWM'):.0f} MB  [wanted: 2 s, 150 MB]")
    server.end()


def warm(folder):
    """One changed file of a project whose results are in its cache, as a hook before a commit finds it."""
    (folder / "plangen.toml").write_text("", "utf-8")
    lint = [program, "lint", str(folder), "--format", "concise"]
    run = lambda: subprocess.run(lint, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    run()
    took, spent = [], []
    for turn in range(7):
        changed = folder / "0007.md"
        changed.write_text(changed.read_text("utf-8") + f"\n到20{30 + turn}年完成。\n", "utf-8")
        before, begin = os.times(), time.perf_counter()
        run()
        took.append((time.perf_counter() - begin) * 1000)
        after = os.times()
        spent.append((after.children_user + after.children_system - before.children_user - before.children_system) * 1000)
    print(f"one changed file of {len(list(folder.glob('*.md')))} in a warm cache: {statistics.median(took):.0f} ms, {statistics.median(spent):.0f} ms of CPU  [wanted: 100 ms]")


print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
if (shared / "seeds").is_dir():
    text = {p.name[:3]: p.read_text("utf-8") for p in sorted((shared / "seeds").glob("*.txt"))}
    latency("a plan with its parent", text["001"], text["000"], "p50 5 ms, p95 10 ms")
    latency("a large plan", text["004"], None, "p95 15 ms")
    growth(text["001"], text["000"])
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["bash", shared / "tools/corpus.sh", folder], check=True, stdout=subprocess.DEVNULL)
        workspace(pathlib.Path(folder).resolve())
        warm(pathlib.Path(folder).resolve())
else:
    print(f"skipped: {shared} is not there; the published texts are not measured")
    read = lambda name: (seeds / name).read_text("utf-8").split("---\n", 2)[2]
    latency("a plan with its parent (seeds)", read("hetao/plan.md"), read("beiyuan/plan.md"), "-")
    growth(read("hetao/plan.md"), read("beiyuan/plan.md"))

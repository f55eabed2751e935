-- Neovim's built-in client against the server: nvim --headless -u NONE -l/-S this file. PLANGEN names the program,
-- TRAFFIC a folder for what the two say to each other. Works with Neovim 0.7 (Debian 12) and newer.

local program, traffic = os.getenv("PLANGEN"), os.getenv("TRAFFIC")
local root = vim.fn.resolve(vim.fn.tempname())

local PARENT = [[
---
plangen: 1
id: beiyuan
title: 北原自治区河湖管护实施方案
level: region
---

## 一、重点任务

### （一）加强水质监测 {#water}

优化监测断面布局，𠮷林段到2025年，自动监测覆盖率达到90%以上。（责任单位：自治区生态环境厅）
]]
local CHILD = [[
---
plangen: 1
id: hetao
title: 河套市河湖管护实施方案
level: city
region: 河套市
parents: [../beiyuan/plan.md]
---

## 一、重点任务

### （一）加强水质监测 {#own implements=beiyuan:water}

优化监测断面布局，𠮷林段到2025年，自动监测覆盖率达到85%以上。（责任单位：市生态环境局）
]]

local function write(path, text)
  vim.fn.mkdir(vim.fn.fnamemodify(path, ":h"), "p")
  local file = assert(io.open(path, "w"))
  file:write(text)
  file:close()
end

local function fail(why)
  io.stderr:write("neovim: " .. why .. "\n")
  vim.cmd("cquit 1")
end

local function check(truth, why)
  if not truth then
    fail(why)
  end
end

local function run()
  local parent, child = root .. "/beiyuan/plan.md", root .. "/河 套/plan.md"
  write(parent, PARENT)
  write(child, CHILD)
  write(root .. "/plangen.toml", "")
  local script = ("tee %s/to-server | %s lsp | tee %s/to-editor"):format(traffic, program, traffic)
  local client = vim.lsp.start_client({ name = "plangen", cmd = { "sh", "-c", script }, root_dir = root,
    workspace_folders = { { uri = vim.uri_from_fname(root), name = "plans" } } })
  check(client, "the client starts")

  local function open(path)
    vim.cmd("edit " .. vim.fn.fnameescape(path))
    local buffer = vim.api.nvim_get_current_buf()
    vim.lsp.buf_attach_client(buffer, client)
    return buffer
  end
  local function wait(what, truth)
    check(vim.wait(30000, truth, 20), what)
  end
  local function weaker(buffer)
    for _, d in ipairs(vim.diagnostic.get(buffer)) do
      if d.code == "PG301" or (d.user_data and d.user_data.lsp and d.user_data.lsp.code == "PG301") then
        return d
      end
    end
  end
  local function ask(buffer, method, params)
    local answers, err = vim.lsp.buf_request_sync(buffer, method, params, 30000)
    check(answers and not err, method .. ": " .. tostring(err))
    local _, answer = next(answers)
    check(answer and not answer.err and not answer.error, method .. ": " .. vim.inspect(answer))
    return answer.result
  end

  local own = open(child)
  wait("PG301 is shown", function() return weaker(own) ~= nil end)
  -- Columns of Neovim are bytes: the client converted what the server counted.
  local found = weaker(own)
  local line = vim.api.nvim_buf_get_lines(own, found.lnum, found.lnum + 1, false)[1]
  check(line:sub(found.col + 1, found.end_col) == "自动监测覆盖率达到85%以上", "the range is " .. line:sub(found.col + 1, found.end_col))

  vim.api.nvim_win_set_cursor(0, { found.lnum + 1, found.col })
  local here = vim.lsp.util.make_position_params(0, "utf-16")
  local shown = ask(own, "textDocument/hover", here)
  check(shown.contents.value:find("≥85%%") and shown.contents.value:find("≥90%%"), "hover: " .. vim.inspect(shown))
  local place = ask(own, "textDocument/definition", here)[1]
  check((place.targetUri or place.uri) == vim.uri_from_fname(parent), "definition: " .. vim.inspect(place))

  local above = open(parent)
  local lenses = ask(above, "textDocument/codeLens", { textDocument = vim.lsp.util.make_text_document_params(above) })
  check(#lenses == 1 and lenses[1].command.title:find("1"), "lens: " .. vim.inspect(lenses))
  -- The parent is edited here, not saved, and the child over there changes.
  local at = vim.fn.search("90%")
  vim.api.nvim_buf_set_lines(above, at - 1, at, false, { (vim.fn.getline(at):gsub("90%%", "80%%")) })
  wait("PG301 goes when the parent asks for less", function() return weaker(own) == nil end)
  vim.cmd("undo")
  wait("PG301 comes back", function() return weaker(own) ~= nil end)

  -- Rename of an id in both files.
  vim.fn.search("#water")
  vim.cmd("normal! l")
  local edit = ask(above, "textDocument/rename",
    vim.tbl_extend("error", vim.lsp.util.make_position_params(0, "utf-16"), { newName = "monitoring" }))
  vim.lsp.util.apply_workspace_edit(edit, "utf-16")
  local text = table.concat(vim.api.nvim_buf_get_lines(own, 0, -1, false), "\n")
  check(text:find("implements=beiyuan:monitoring", 1, true), "rename: " .. text)

  -- A fix through a code action.
  vim.cmd("buffer " .. own)
  local last = vim.api.nvim_buf_line_count(own)
  vim.api.nvim_buf_set_lines(own, last, last, false, { "", "### （二）保障", "", "落实经费(含专项）。" })
  local function mark()
    for _, d in ipairs(vim.diagnostic.get(own)) do
      if d.message:find("(", 1, true) and d.lnum == last + 3 then
        return d
      end
    end
  end
  wait("the half-width bracket is found", function() return mark() ~= nil end)
  local d = mark()
  local range = { start = { line = d.lnum, character = 4 }, ["end"] = { line = d.lnum, character = 5 } }
  local actions = ask(own, "textDocument/codeAction",
    { textDocument = vim.lsp.util.make_text_document_params(own), range = range, context = { diagnostics = {} } })
  for _, action in ipairs(actions) do
    if action.isPreferred then
      vim.lsp.util.apply_workspace_edit(action.edit, "utf-16")
    end
  end
  wait("the bracket is mended", function() return mark() == nil end)

  vim.lsp.stop_client(client)
  -- The recording pipe stays open until Neovim ends, so the end is seen in what was said.
  wait("the server is told to end", function()
    local said = io.open(traffic .. "/to-server")
    local text = said and said:read("*a") or ""
    if said then
      said:close()
    end
    return text:find('"shutdown"', 1, true) and text:find('"exit"', 1, true)
  end)
end

local ok, err = pcall(run)
vim.fn.delete(root, "rf")
if not ok then
  fail(tostring(err))
end
print("neovim " .. tostring(vim.version().major) .. "." .. tostring(vim.version().minor) .. ": diagnostics, hover, definition, lens, rename and fix are as they should be\n")
vim.cmd("qall!")

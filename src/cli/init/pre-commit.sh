#!/bin/sh
# plangen: checks the plans before a commit that changes some (made by plangen init --hook).
# plangen：提交改动方案之前先检查（由 plangen init --hook 生成）。
cd @FOLDER@ || exit 1
git diff --cached --quiet -- '*.md' '*.txt' '*plangen.toml' '*lints/*.toml' && exit 0
exec plangen lint .

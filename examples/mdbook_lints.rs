//! A preprocessor for mdBook: puts the page of every lint below the chapter `lints.md`, so that the book shows
//! what the program says and nothing is copied by hand. `book/book.toml` names it; mdBook runs it.
//!
//! The protocol: `supports RENDERER` is answered by the exit status; else the context and the book come as a
//! JSON pair on stdin, and the book goes to stdout.

use plangen::base::Severity;
use plangen::lint::{Page, pages};
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::process::ExitCode;

fn main() -> ExitCode {
    if std::env::args().nth(1).as_deref() == Some("supports") {
        return ExitCode::SUCCESS;
    }
    let mut text = String::new();
    let read = std::io::stdin().read_to_string(&mut text);
    let parsed = read.map_err(|e| e.to_string()).and_then(|_| {
        serde_json::from_str::<(Value, Value)>(&text).map_err(|e| format!("not the book of mdBook 0.5: {e}"))
    });
    match parsed.and_then(|(_, book)| with_lints(book)) {
        Ok(book) => match std::io::stdout().write_all(book.to_string().as_bytes()) {
            Ok(()) => ExitCode::SUCCESS,
            Err(_) => ExitCode::FAILURE,
        },
        Err(message) => {
            eprintln!("mdbook_lints: {message}");
            ExitCode::FAILURE
        }
    }
}

/// The book with the pages below its chapter on lints.
fn with_lints(mut book: Value) -> Result<Value, String> {
    let items = book.get_mut("items").and_then(Value::as_array_mut).ok_or("the book has no items")?;
    let chapter = items
        .iter_mut()
        .filter_map(|item| item.get_mut("Chapter"))
        .find(|chapter| chapter["path"] == "lints.md")
        .ok_or("SUMMARY.md has no chapter lints.md at its first level")?;
    let content = format!("{}\n{}", chapter["content"].as_str().unwrap_or_default(), overview());
    let (name, number) = (chapter["name"].clone(), chapter["number"].clone());
    chapter["content"] = json!(content);
    chapter["sub_items"] =
        pages().iter().enumerate().map(|(at, page)| sub_chapter(page, at + 1, &name, &number)).collect();
    Ok(book)
}

fn sub_chapter(page: &Page, at: usize, above: &Value, number: &Value) -> Value {
    let mut number: Vec<Value> = number.as_array().cloned().unwrap_or_default();
    number.push(json!(at));
    json!({ "Chapter": {
        "name": format!("{} {}", page.code, page.zh.title),
        "content": chapter(page),
        "number": number,
        "sub_items": [],
        "path": format!("lints/{}-{}.md", page.code, page.name),
        "source_path": null,
        "parent_names": [above],
    }})
}

/// All lints in one table.
fn overview() -> String {
    let mut out = String::from("| 编号 | 名称 | 程度 | 查什么 | what it finds |\n|---|---|---|---|---|\n");
    for page in pages() {
        out.push_str(&format!(
            "| [{code}](lints/{code}-{name}.md) | `{name}` | {severity} | {zh} | {en} |\n",
            code = page.code,
            name = page.name,
            severity = severity(page.severity).0,
            zh = page.zh.title,
            en = page.en.title,
        ));
    }
    out
}

/// A lint's page: its text, its messages, and its examples with their captions.
fn chapter(page: &Page) -> String {
    // The head is for programs; the text begins behind it.
    let body = page.text.splitn(3, "+++\n").nth(2).unwrap_or(page.text).trim_start();
    let (title, body) = body.split_once('\n').unwrap_or((body, ""));
    let (zh, en) = severity(page.severity);
    let mut out = format!("{title}\n\n程度：{zh}　severity: {en}\n");
    let mut inside = false;
    for line in body.lines() {
        match caption(line).filter(|_| !inside) {
            Some(caption) => out.push_str(&format!("\n**{caption}**\n\n```text\n")),
            None => out.push_str(&format!("{line}\n")),
        }
        inside ^= line.starts_with("```");
    }
    out.push_str("\n## 消息 · messages\n\n");
    for (variant, zh) in page.zh.messages {
        let of = |list: &[(&'static str, &'static str)]| {
            let own = list.iter().find(|(name, _)| name == variant);
            own.or_else(|| list.iter().find(|(name, _)| *name == "default")).map_or("", |m| m.1)
        };
        out.push_str(&format!(
            "- {zh}　办法：{}\n- {}; help: {}\n",
            of(page.zh.help),
            of(page.en.messages),
            of(page.en.help)
        ));
    }
    out
}

/// The caption of a block of examples.
fn caption(line: &str) -> Option<&'static str> {
    let info = line.strip_prefix("```")?;
    Some(match info.split_whitespace().collect::<Vec<_>>().as_slice() {
        ["parent", ..] => "上级方案 · the parent",
        ["plan", "settings"] => "设置 · settings",
        ["plan", "bad"] => "会报告 · reported",
        ["plan", "good"] => "不报告 · not reported",
        ["pages", "bad"] => {
            "会报告（合格的四页公文，只改这些） · reported (a correct document of four pages, but for this)"
        }
        ["pages", "good"] => "不报告 · not reported",
        _ => return None,
    })
}

fn severity(severity: Severity) -> (&'static str, &'static str) {
    match severity {
        Severity::Error => ("错误", "error"),
        Severity::Warning => ("警告", "warning"),
        Severity::Info => ("提示", "info"),
    }
}

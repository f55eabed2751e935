//! Errors in the arguments, told in the user's language.

use super::{Context, Status, complain};
use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use plangen::base::Lang;
use std::process::ExitCode;

/// Prints help, version or the error, and gives the status: 0 for help and version asked for, else 2.
pub fn answer(error: &Error, context: &Context) -> ExitCode {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let text = error.render();
            let text = if context.color { text.ansi().to_string() } else { text.to_string() };
            match context.print(&text) {
                Ok(()) => Status::Clean.into(),
                Err(failure) => {
                    context.fail(&failure);
                    Status::Failed.into()
                }
            }
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            eprint!("{}", error.render());
            Status::Failed.into()
        }
        _ => {
            match context.lang {
                Lang::Zh => complain(Lang::Zh, context.color_err, &in_chinese(error)),
                Lang::En => {
                    let text = error.render().to_string();
                    complain(Lang::En, context.color_err, text.strip_prefix("error: ").unwrap_or(&text).trim_end());
                }
            }
            Status::Failed.into()
        }
    }
}

fn in_chinese(error: &Error) -> String {
    let arg = value(error, ContextKind::InvalidArg);
    let given = value(error, ContextKind::InvalidValue);
    let mut out = match error.kind() {
        ErrorKind::UnknownArgument => format!("没有 {arg} 这个参数"),
        ErrorKind::InvalidSubcommand => format!("没有 {} 这个命令", value(error, ContextKind::InvalidSubcommand)),
        ErrorKind::InvalidValue if given.is_empty() => format!("{arg} 缺少取值"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => format!("{arg} 的取值“{given}”无效"),
        ErrorKind::MissingRequiredArgument => format!("缺少必需的参数：{arg}"),
        ErrorKind::MissingSubcommand => "缺少命令".to_owned(),
        ErrorKind::ArgumentConflict => format!("{arg} 不能与 {} 同时使用", value(error, ContextKind::PriorArg)),
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            format!("{arg} 的取值个数不对")
        }
        ErrorKind::NoEquals => format!("{arg} 与取值之间要用等号"),
        ErrorKind::InvalidUtf8 => "参数不是有效的 UTF-8 文字".to_owned(),
        _ => error.to_string(),
    };
    if let Some(ContextValue::String(reason)) = error.get(ContextKind::Custom) {
        out.push_str(&format!("（{reason}）"));
    }
    let valid = value(error, ContextKind::ValidValue);
    if !valid.is_empty() {
        out.push_str(&format!("\n  可用的取值：{valid}"));
    }
    for kind in [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue] {
        let near = value(error, kind);
        if !near.is_empty() {
            out.push_str(&format!("\n  办法：是不是要写 {near}？"));
        }
    }
    out.push_str("\n  用 plangen --help 查看用法");
    out
}

fn value(error: &Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(s)) => s.clone(),
        Some(ContextValue::Strings(list)) => list.join("、"),
        Some(ContextValue::StyledStr(s)) => s.to_string(),
        Some(ContextValue::Number(n)) => n.to_string(),
        _ => String::new(),
    }
}

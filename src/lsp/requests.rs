//! Requests, each to the feature that answers it.

use super::server::{Answer, Server};
use super::uri;
use super::view::View;
use super::{
    actions, completion, definition, folding, formatting, hints, hover, lens, links, references, rename, symbols,
    tokens,
};
use lsp_server::{ErrorCode, Request, ResponseError};
use lsp_types::{
    CodeActionParams, CodeLensParams, CompletionParams, DocumentDiagnosticParams, DocumentFormattingParams,
    DocumentLinkParams, DocumentSymbolParams, ExecuteCommandParams, FoldingRangeParams, GotoDefinitionParams,
    HoverParams, InlayHintParams, Location, Position, ReferenceParams, RenameParams, SemanticTokensParams,
    SemanticTokensRangeParams, TextDocumentPositionParams, Uri, WorkspaceSymbolParams,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// Answers a request.
pub(super) fn answer(server: &mut Server, request: Request) -> Answer {
    let params = request.params;
    match request.method.as_str() {
        "textDocument/diagnostic" => document_diagnostic(server, read(params)?),
        "textDocument/hover" => {
            let at = read::<HoverParams>(params)?.text_document_position_params;
            place(server, &at, hover::at)
        }
        "textDocument/definition" => {
            let at = read::<GotoDefinitionParams>(params)?.text_document_position_params;
            place(server, &at, go_to)
        }
        "textDocument/references" => {
            let params: ReferenceParams = read(params)?;
            let declared = params.context.include_declaration;
            place(server, &params.text_document_position, |view, at| references::at(view, at, declared))
        }
        "textDocument/codeLens" => look(server, &read::<CodeLensParams>(params)?.text_document.uri, lens::all),
        "textDocument/documentSymbol" => {
            look(server, &read::<DocumentSymbolParams>(params)?.text_document.uri, |view| match view.client.tree {
                true => json!(symbols::tree(view)),
                false => json!(symbols::flat(view)),
            })
        }
        "workspace/symbol" => Ok(json!(server.symbols(&read::<WorkspaceSymbolParams>(params)?.query))),
        "textDocument/foldingRange" => {
            look(server, &read::<FoldingRangeParams>(params)?.text_document.uri, folding::all)
        }
        "textDocument/documentLink" => look(server, &read::<DocumentLinkParams>(params)?.text_document.uri, links::all),
        "textDocument/prepareRename" => place(server, &read::<TextDocumentPositionParams>(params)?, |view, at| {
            rename::prepare(view, at).map(|(range, placeholder)| json!({ "range": range, "placeholder": placeholder }))
        }),
        "textDocument/completion" => {
            // Every list is whole: the editor narrows it down itself.
            let at = read::<CompletionParams>(params)?.text_document_position;
            place(server, &at, |view, at| json!({ "isIncomplete": false, "items": completion::at(view, at) }))
        }
        "textDocument/codeAction" => {
            let params: CodeActionParams = read(params)?;
            let uri = params.text_document.uri.clone();
            look(server, &uri, |view| actions::of(view, &params))
        }
        "textDocument/formatting" => {
            look(server, &read::<DocumentFormattingParams>(params)?.text_document.uri, formatting::all)
        }
        "textDocument/inlayHint" => {
            let params: InlayHintParams = read(params)?;
            look(server, &params.text_document.uri, |view| hints::of(view, params.range))
        }
        "textDocument/semanticTokens/full" => {
            look(server, &read::<SemanticTokensParams>(params)?.text_document.uri, |view| tokens::of(view, None))
        }
        "textDocument/semanticTokens/range" => {
            let params: SemanticTokensRangeParams = read(params)?;
            look(server, &params.text_document.uri, |view| tokens::of(view, Some(params.range)))
        }
        "textDocument/rename" => renamed(server, read(params)?),
        "workspace/executeCommand" => execute(server, read(params)?),
        method => Err(error(
            ErrorCode::MethodNotFound,
            format!("{}{method}", server.lang.pick("没有这个功能：", "there is no ")),
        )),
    }
}

fn error(code: ErrorCode, message: String) -> ResponseError {
    ResponseError { code: code as i32, message, data: None }
}

fn read<P: DeserializeOwned>(params: Value) -> Result<P, ResponseError> {
    serde_json::from_value(params).map_err(|e| error(ErrorCode::InvalidParams, e.to_string()))
}

/// What a feature says of a document; nothing of one that is not open and no plan of a folder.
fn look<R: Serialize>(server: &mut Server, uri: &Uri, feature: impl FnOnce(&View<'_>) -> R) -> Answer {
    Ok(server.view(&uri::to_path(uri)).map_or(Value::Null, |view| json!(feature(&view))))
}

/// What a feature says of a place.
fn place<R: Serialize>(
    server: &mut Server,
    at: &TextDocumentPositionParams,
    feature: impl FnOnce(&View<'_>, Position) -> R,
) -> Answer {
    look(server, &at.text_document.uri, |view| feature(view, at.position))
}

fn document_diagnostic(server: &mut Server, params: DocumentDiagnosticParams) -> Answer {
    let said = server.report(&uri::to_path(&params.text_document.uri));
    if params.previous_result_id.as_deref() == Some(&*said.word) {
        return Ok(json!({ "kind": "unchanged", "resultId": &*said.word }));
    }
    let items: Value = serde_json::from_str(&said.items).unwrap_or_default();
    Ok(json!({ "kind": "full", "resultId": &*said.word, "items": items }))
}

/// Editors that know no links are told places.
fn go_to(view: &View<'_>, at: Position) -> Value {
    let found = definition::at(view, at);
    if view.client.links {
        return json!(found);
    }
    let places = found.into_iter().map(|l| Location { uri: l.target_uri, range: l.target_selection_range });
    json!(places.collect::<Vec<_>>())
}

fn renamed(server: &mut Server, params: RenameParams) -> Answer {
    let at = params.text_document_position;
    let Some(view) = server.view(&uri::to_path(&at.text_document.uri)) else { return Ok(Value::Null) };
    let edit = rename::rename(&view, at.position, params.new_name.trim());
    edit.map(|edit| json!(edit)).map_err(|why| error(ErrorCode::RequestFailed, why))
}

/// A lens that the editor does not run itself: what it would show is told.
fn execute(server: &mut Server, params: ExecuteCommandParams) -> Answer {
    if params.command != lens::SHOW {
        let what = format!("{}{}", server.lang.pick("没有这个命令：", "there is no command "), params.command);
        return Err(error(ErrorCode::InvalidParams, what));
    }
    let places: Vec<Location> = read(params.arguments.get(2).cloned().unwrap_or_default())?;
    let line = |place: &Location| format!("{}:{}", uri::to_path(&place.uri).display(), place.range.start.line + 1);
    let list = places.iter().map(line).collect::<Vec<_>>().join("\n");
    let none = server.lang.pick("下级方案中还没有落实", "no child implements it yet");
    let message = if list.is_empty() { none.to_owned() } else { list };
    server.notify("window/showMessage", json!({ "type": 3, "message": message }));
    Ok(Value::Null)
}

//! What an editor can do and wants, as it says when it starts the server.

use super::position::Encoding;
use crate::base::Lang;
use lsp_types::{InitializeParams, PositionEncodingKind};
use serde_json::Value;
use std::path::PathBuf;

/// An editor.
#[derive(Debug, Clone, Default)]
pub struct Client {
    /// What columns count.
    pub encoding: Encoding,
    /// The language it asks for.
    pub lang: Option<Lang>,
    /// Its folders.
    pub folders: Vec<PathBuf>,
    /// Its process: the server ends with it.
    pub process: Option<u32>,
    /// It asks for diagnostics, and can be told to ask again; others are told unasked.
    pub pulls: bool,
    /// It shows places that a diagnostic speaks of besides its own.
    pub related: bool,
    /// It tells of files that changed on the disk, where it is asked to.
    pub watches: bool,
    /// It shows symbols as a tree.
    pub tree: bool,
    /// It can jump to a place with what was there before in sight.
    pub links: bool,
    /// It folds whole lines only.
    pub folds_lines: bool,
    /// It asks for lenses anew when told to.
    pub lens_refresh: bool,
    /// It asks for hints anew when told to.
    pub hint_refresh: bool,
}

impl Client {
    /// An editor by its first message. What it says wrongly counts as not said.
    pub fn read(params: &Value) -> Self {
        let flag = |pointer: &str| params.pointer(pointer).and_then(Value::as_bool).unwrap_or(false);
        let text = |pointer: &str| params.pointer(pointer).and_then(Value::as_str);
        let encodings: Option<Vec<PositionEncodingKind>> = params
            .pointer("/capabilities/general/positionEncodings")
            .and_then(|kinds| serde_json::from_value(kinds.clone()).ok());
        // lsp-types spells it without the s; so do editors made with it.
        let refresh = flag("/capabilities/workspace/diagnostics/refreshSupport")
            || flag("/capabilities/workspace/diagnostic/refreshSupport");
        let asks = params.pointer("/capabilities/textDocument/diagnostic").is_some_and(Value::is_object);
        let pulls = match text("/initializationOptions/diagnostics") {
            Some("push") => false,
            Some("pull") => true,
            _ => asks && refresh,
        };
        let lang = match text("/initializationOptions/lang") {
            Some("zh") => Some(Lang::Zh),
            Some("en") => Some(Lang::En),
            _ => text("/locale").map(Lang::of_locale),
        };
        Self {
            encoding: Encoding::negotiate(encodings.as_deref()),
            lang,
            folders: folders(params),
            process: params.get("processId").and_then(Value::as_u64).and_then(|id| u32::try_from(id).ok()),
            pulls,
            related: flag("/capabilities/textDocument/publishDiagnostics/relatedInformation") || pulls,
            watches: flag("/capabilities/workspace/didChangeWatchedFiles/dynamicRegistration"),
            tree: flag("/capabilities/textDocument/documentSymbol/hierarchicalDocumentSymbolSupport"),
            links: flag("/capabilities/textDocument/definition/linkSupport"),
            folds_lines: flag("/capabilities/textDocument/foldingRange/lineFoldingOnly"),
            lens_refresh: flag("/capabilities/workspace/codeLens/refreshSupport"),
            hint_refresh: flag("/capabilities/workspace/inlayHint/refreshSupport"),
        }
    }
}

/// The folders, as newer and as older editors name them.
fn folders(params: &Value) -> Vec<PathBuf> {
    let params: InitializeParams = match serde_json::from_value(params.clone()) {
        Ok(params) => params,
        Err(_) => return Vec::new(),
    };
    if let Some(folders) = params.workspace_folders {
        return folders.iter().map(|f| super::uri::to_path(&f.uri)).collect();
    }
    #[expect(deprecated, reason = "older editors name their one folder so")]
    let (uri, path) = (params.root_uri, params.root_path);
    uri.map(|uri| super::uri::to_path(&uri)).or_else(|| path.map(PathBuf::from)).into_iter().collect()
}

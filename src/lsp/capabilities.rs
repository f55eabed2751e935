//! What the server says it can do.

use super::client::Client;
use super::{actions, completion, lens, tokens};
use serde_json::{Value, json};

/// The capabilities an editor is told.
pub fn of(client: &Client) -> Value {
    let kinds = tokens::KINDS.map(|(name, _)| name);
    let mut out = json!({
        "positionEncoding": client.encoding.kind(),
        "textDocumentSync": { "openClose": true, "change": 2, "save": { "includeText": false } },
        "hoverProvider": true,
        "definitionProvider": true,
        "referencesProvider": true,
        "renameProvider": { "prepareProvider": true },
        "completionProvider": { "triggerCharacters": completion::TRIGGERS, "resolveProvider": false },
        "codeActionProvider": { "codeActionKinds": ["quickfix", actions::FIX_ALL] },
        "documentFormattingProvider": true,
        "inlayHintProvider": true,
        "semanticTokensProvider": {
            "legend": { "tokenTypes": kinds, "tokenModifiers": [] },
            "full": true,
            "range": true,
        },
        "codeLensProvider": { "resolveProvider": false },
        "documentSymbolProvider": true,
        "workspaceSymbolProvider": true,
        "foldingRangeProvider": true,
        "documentLinkProvider": { "resolveProvider": false },
        "executeCommandProvider": { "commands": [lens::SHOW] },
        "workspace": { "workspaceFolders": { "supported": true, "changeNotifications": true } },
    });
    // An editor that cannot be told to ask again would show a child's findings of before the parent was edited:
    // it is told unasked.
    if client.pulls {
        out["diagnosticProvider"] =
            json!({ "identifier": "plangen", "interFileDependencies": true, "workspaceDiagnostics": true });
    }
    out
}

//! What the server says it can do.

use super::client::Client;
use super::lens;
use serde_json::{Value, json};

/// The capabilities an editor is told.
pub fn of(client: &Client) -> Value {
    let mut out = json!({
        "positionEncoding": client.encoding.kind(),
        "textDocumentSync": { "openClose": true, "change": 2, "save": { "includeText": false } },
        "hoverProvider": true,
        "definitionProvider": true,
        "referencesProvider": true,
        "renameProvider": { "prepareProvider": true },
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

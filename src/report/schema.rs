//! JSON schemas of what plangen reads and prints, each with a version in its `$id`: the version rises when a program
//! that reads the old form could no longer read the new.

use crate::project;
use serde_json::{Map, Value, json};

/// A schema: its name, its version, and what it is of.
#[derive(Debug, Clone, Copy)]
pub struct Schema {
    /// Its name, as a user asks for it.
    pub name: &'static str,
    version: u32,
    text: Text,
}

#[derive(Debug, Clone, Copy)]
enum Text {
    /// As it stands in a file.
    Written(&'static str),
    /// Made from the types that read the settings.
    Settings,
}

/// All schemas: of what is read, then of what is printed.
pub static SCHEMAS: &[Schema] = &[
    Schema { name: "config", version: 1, text: Text::Settings },
    Schema { name: "source", version: 1, text: Text::Written(include_str!("schemas/source.json")) },
    Schema { name: "findings", version: 1, text: Text::Written(include_str!("schemas/findings.json")) },
    Schema { name: "finding", version: 1, text: Text::Written(include_str!("schemas/finding.json")) },
    Schema { name: "facts", version: 1, text: Text::Written(include_str!("schemas/facts.json")) },
    Schema { name: "trace", version: 1, text: Text::Written(include_str!("schemas/trace.json")) },
    Schema { name: "family", version: 1, text: Text::Written(include_str!("schemas/family.json")) },
    Schema { name: "rollup", version: 1, text: Text::Written(include_str!("schemas/rollup.json")) },
    Schema { name: "rules", version: 1, text: Text::Written(include_str!("schemas/rules.json")) },
    Schema { name: "settings", version: 1, text: Text::Written(include_str!("schemas/settings.json")) },
];

/// The schema of this name.
pub fn find(name: &str) -> Option<&'static Schema> {
    SCHEMAS.iter().find(|s| s.name == name)
}

impl Schema {
    /// Its `$id`.
    pub fn id(&self) -> String {
        format!("urn:plangen:schema:{}:{}", self.name, self.version)
    }

    /// What it is of.
    pub fn title(&self) -> String {
        self.own()["title"].as_str().unwrap_or_default().to_owned()
    }

    /// It as JSON, with the schemas that it refers to inside: it can be used alone.
    pub fn json(&self) -> Value {
        let mut out = self.own();
        let mut needed: Vec<&Schema> = Vec::new();
        gather(&out, self, &mut needed);
        if !needed.is_empty() {
            let parts = needed.iter().map(|s| (s.name.to_owned(), s.own()));
            let mut parts: Map<String, Value> = parts.collect();
            if let Some(Value::Object(own)) = out.get_mut("$defs") {
                parts.append(own);
            }
            out["$defs"] = Value::Object(parts);
        }
        out
    }

    fn own(&self) -> Value {
        let body = match self.text {
            Text::Written(text) => serde_json::from_str(text).unwrap_or_default(),
            Text::Settings => project::schema(),
        };
        let mut out = Map::new();
        out.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
        out.insert("$id".to_owned(), json!(self.id()));
        if let Value::Object(body) = body {
            out.extend(body.into_iter().filter(|(key, _)| key != "$schema"));
        }
        Value::Object(out)
    }
}

/// The other schemas that a schema refers to.
fn gather(value: &Value, own: &Schema, out: &mut Vec<&'static Schema>) {
    match value {
        Value::Object(map) => {
            if let Some(Value::String(reference)) = map.get("$ref") {
                let named = SCHEMAS.iter().find(|s| s.name != own.name && reference.split('#').next() == Some(&s.id()));
                if let Some(named) = named.filter(|s| out.iter().all(|o| o.name != s.name)) {
                    out.push(named);
                }
            }
            map.values().for_each(|v| gather(v, own, out));
        }
        Value::Array(list) => list.iter().for_each(|v| gather(v, own, out)),
        _ => {}
    }
}

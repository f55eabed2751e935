//! The responsible units that a plan may name (`units-allowed`).

use super::Report;
use super::form::Table;
use crate::lint::FileInput;

/// A list of units; a unit of the same function under another name is taken for the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Units {
    units: Vec<String>,
}

impl Units {
    pub fn read(options: &Table<'_>) -> Option<Self> {
        Some(Self { units: options.texts("units")?.into_iter().map(|t| t.text).collect() })
    }

    pub fn check(&self, input: &FileInput<'_>, out: &mut Report<'_>) {
        let facts = input.doc.facts;
        let function = |name: &str| input.register.function_of(name).map(|f| f.key.as_str());
        let functions: Vec<&str> = self.units.iter().filter_map(|name| function(name)).collect();
        let named = facts.tasks.iter().flat_map(|t| &t.units).chain(facts.default_units.iter().map(|d| &d.unit));
        for unit in named {
            let listed = self.units.iter().any(|name| unit.name.ends_with(name.as_str()));
            let function = unit.function.as_deref().or_else(|| function(&unit.name));
            if !listed && !function.is_some_and(|f| functions.contains(&f)) {
                out.add(unit.span, vec![("found", unit.name.as_str().into()), ("allowed", self.units.clone().into())]);
            }
        }
    }
}

//! What an editor is told: diagnostics as they become known, and what cannot be read.

use super::{Phase, Server};
use crate::base::{Failure, Finding, SourceFile};
use crate::lsp::diagnostics::{self, Said, Told};
use crate::lsp::project::Project;
use crate::lsp::transport::Outgoing;
use crate::lsp::uri;
use crate::project::FILE;
use crate::session::Checked;
use lsp_types::Diagnostic;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::Arc;

impl Server {
    /// Nothing is told of a document any more.
    pub(super) fn forget(&mut self, path: &Path) {
        if self.told.remove(path).is_some() {
            self.publish(path, "[]".into());
        }
    }

    /// Tells the diagnostics of a document, which are JSON already.
    fn publish(&mut self, path: &Path, diagnostics: Arc<str>) {
        let Some(uri) = self.names.of(path) else { return };
        let version = self.open.get(path).map_or(String::new(), |open| format!(r#""version":{},"#, open.version));
        let head = format!(
            r#"{{"jsonrpc":"2.0","method":"textDocument/publishDiagnostics","params":{{"uri":{},{version}"diagnostics":"#,
            json!(uri)
        );
        self.out.push(Outgoing::Written(vec![head.into(), diagnostics, "}}".into()]));
    }

    /// How findings are told.
    fn told_to(&self) -> Told<'_> {
        Told { lang: self.lang, encoding: self.client.encoding, names: &self.names, related: self.client.related }
    }

    /// What is to be said of plans that were checked, in their order.
    fn said(&self, at: usize, checked: &[Arc<Checked>]) -> Vec<Said> {
        let (project, told) = (&self.projects[at], self.told_to());
        let is_plan = |checked: &Checked| {
            let language = self.open.get(&checked.path).map(|open| open.language.as_str());
            project.document(&checked.path).is_some_and(|document| project.is_plan(&document, language))
        };
        let plans: Vec<Option<&Checked>> = checked.iter().map(|c| Some(&**c).filter(|c| is_plan(c))).collect();
        let mut texts: FxHashMap<&Path, Arc<SourceFile>> = FxHashMap::default();
        for place in
            plans.iter().flatten().flat_map(|c| &c.findings).flat_map(|f| [&f.place].into_iter().chain(&f.related))
        {
            if !texts.contains_key(&*place.file)
                && let Some(text) = project.session().text(&place.file)
            {
                texts.insert(&place.file, Arc::clone(text));
            }
        }
        let loading = project.is_loading();
        let one = |checked: Option<&Checked>| {
            let text = |path: &Path| texts.get(path).cloned();
            // A parent that was not found may be among the plans that were not read yet.
            let shown = |finding: &&Finding| !(loading && finding.code == "PG003");
            Said::new(&checked.map(|c| diagnostics::all(c, &shown, &text, told)).unwrap_or_default())
        };
        plans.into_par_iter().map(one).collect()
    }

    /// The diagnostics of a document.
    pub(in crate::lsp) fn report(&mut self, path: &Path) -> Said {
        let Some(at) = self.project_of(path) else { return Said::default() };
        let Some(checked) = self.projects[at].check(path) else { return Said::default() };
        let said = self.said(at, &[checked]).pop().unwrap_or_default();
        self.told.insert(path.to_path_buf(), said.clone());
        said
    }

    /// Whether there is something to do before the next message.
    pub fn has_work(&self) -> bool {
        self.phase == Phase::Running
            && (self.refresh
                || self.projects.iter().any(|p| p.is_loading() || !p.untold().is_empty())
                || self.unsettled
                || self.news && !self.waiting.is_empty())
    }

    /// A step of work: the document that is edited first, then other plans, a few at a time.
    pub fn work(&mut self) {
        if self.phase != Phase::Running {
            return;
        }
        if std::mem::take(&mut self.unsettled) {
            self.tell_troubles();
        }
        for at in 0..self.projects.len() {
            let untold = self.projects[at].untold();
            if !untold.is_empty() {
                self.check(at, &untold);
                return self.projects[at].shed();
            }
        }
        for at in 0..self.projects.len() {
            if self.projects[at].load_some() {
                if !self.projects[at].is_loading() {
                    self.unsettled = true;
                    // Now all parents that there are can be found.
                    self.projects[at].all_stale();
                }
                return;
            }
        }
        if std::mem::take(&mut self.refresh) {
            if self.client.pulls {
                self.ask("workspace/diagnostic/refresh", Value::Null);
            }
            if self.client.lens_refresh {
                self.ask("workspace/codeLens/refresh", Value::Null);
            }
            if self.client.hint_refresh {
                self.ask("workspace/inlayHint/refresh", Value::Null);
            }
        }
        if std::mem::take(&mut self.news) {
            self.answer_waiting();
        }
    }

    /// Answers those who wait for the diagnostics of all plans, if there is something that they do not know. All plans
    /// were told of before.
    fn answer_waiting(&mut self) {
        for (id, params) in std::mem::take(&mut self.waiting) {
            let known: FxHashMap<PathBuf, &str> =
                params.previous_result_ids.iter().map(|p| (uri::to_path(&p.uri), p.value.as_str())).collect();
            let mut parts: Vec<Arc<str>> = Vec::new();
            let mut is_news = params.previous_result_ids.is_empty();
            let none = Said::default();
            for path in self.projects.iter().flat_map(Project::plans) {
                let said = self.told.get(path).unwrap_or(&none);
                let same = known.get(path).is_some_and(|word| **word == *said.word);
                is_news |= !same;
                self.item(path, &said.word, (!same).then_some(&said.items), &mut parts);
            }
            for (path, word) in &known {
                if **word != *none.word && self.projects.iter().all(|p| !p.has(path)) {
                    is_news = true;
                    self.item(path, &none.word, Some(&none.items), &mut parts);
                }
            }
            if is_news {
                let head = format!(r#"{{"jsonrpc":"2.0","id":{},"result":{{"items":["#, json!(id));
                parts.insert(0, head.into());
                parts.push("]}}".into());
                self.out.push(Outgoing::Written(parts));
            } else {
                self.waiting.push((id, params));
            }
        }
    }

    /// A document in the answer on all plans: its diagnostics, or that they are what they were.
    fn item(&self, path: &Path, word: &str, items: Option<&Arc<str>>, parts: &mut Vec<Arc<str>>) {
        let Some(uri) = self.names.of(path) else { return };
        let comma = if parts.is_empty() { "" } else { "," };
        let version = self.open.get(path).map(|open| open.version);
        let (uri, version) = (json!(uri), json!(version));
        let head =
            |kind: &str| format!(r#"{comma}{{"kind":"{kind}","uri":{uri},"version":{version},"resultId":"{word}""#);
        match items {
            Some(items) => {
                parts.extend([format!(r#"{},"items":"#, head("full")).into(), Arc::clone(items), "}".into()]);
            }
            None => parts.push(format!("{}}}", head("unchanged")).into()),
        }
    }

    /// Tells what is wrong with settings and with files that cannot be read, and what no longer is.
    fn tell_troubles(&mut self) {
        let mut by_file: Vec<(PathBuf, Vec<Diagnostic>)> = Vec::new();
        for (path, told) in self.troubles() {
            match by_file.iter_mut().find(|(known, _)| *known == path) {
                Some((_, list)) => list.push(told),
                None => by_file.push((path, vec![told])),
            }
        }
        for path in std::mem::take(&mut self.troubled) {
            if by_file.iter().all(|(known, _)| *known != path) && !self.told.contains_key(&path) {
                self.publish(&path, "[]".into());
            }
        }
        for (path, found) in by_file {
            self.troubled.push(path.clone());
            self.publish(&path, json!(found).to_string().into());
        }
    }

    /// Checks plans and tells what is new of them.
    fn check(&mut self, at: usize, paths: &[PathBuf]) {
        let checked = self.projects[at].check_untold(paths);
        for (checked, said) in checked.iter().zip(self.said(at, &checked)) {
            let is_open = self.open.contains_key(&checked.path);
            let before = self.told.insert(checked.path.clone(), said.clone());
            let same = before.as_ref().is_some_and(|before| before.word == said.word);
            // Of a document that is edited the editor asks by itself; of others it must be told to.
            self.news |= !same;
            if same || before.is_none() && said.is_empty() && !is_open {
                continue;
            }
            if self.client.pulls {
                self.refresh |= before.is_some();
            } else {
                self.publish(&checked.path, said.items);
            }
        }
        let locks = self.projects.iter().flat_map(|p| p.session().unread_locks()).cloned().collect();
        if self.unread_locks != locks {
            self.unread_locks = locks;
            self.unsettled = true;
        }
    }

    /// What is wrong with settings and files that cannot be read, by file.
    fn troubles(&self) -> Vec<(PathBuf, Diagnostic)> {
        let mut out: Vec<(PathBuf, Diagnostic)> = Vec::new();
        for project in &self.projects {
            let settings = project.trouble().map(Failure::each).unwrap_or_default();
            for failure in settings.into_iter().chain(project.session().unread_locks().cloned()) {
                let path = failure.path().map_or_else(|| project.root().join(FILE), Path::to_path_buf);
                let text = self.open.get(&path).map(|open| SourceFile::new(&path, open.text.as_str()));
                let file = text.or_else(|| crate::source::load_text(&path).ok());
                let told = diagnostics::failure(&failure, file.as_ref(), self.told_to());
                if !out.contains(&(path.clone(), told.clone())) {
                    out.push((path, told));
                }
            }
            let unreadable = project.unreadable().filter(|(path, _)| !self.open.contains_key(*path));
            out.extend(unreadable.map(|(path, f)| (path.to_path_buf(), diagnostics::failure(f, None, self.told_to()))));
        }
        out
    }
}

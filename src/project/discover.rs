//! The plans a user means by paths: files as they are, folders by their .md and .txt files.

use crate::base::Failure;
use rustc_hash::FxHashSet;
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// The plans of some paths, each once, sorted within a folder. A folder gives its `.md` and `.txt` files and
/// those of the folders in it; README files, hidden ones and build folders (`target`) aside. Links are not
/// followed into folders.
///
/// # Errors
/// When a path does not exist, a folder cannot be read, or a folder holds no plan.
pub fn discover(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut out: Vec<PathBuf> = Vec::new();
    let mut known: FxHashSet<PathBuf> = FxHashSet::default();
    for path in paths {
        let meta = std::fs::metadata(path).map_err(|e| Failure::io("找不到方案", "cannot find the plan", path, &e))?;
        let found = if meta.is_dir() { plans_in(path)? } else { vec![path.clone()] };
        if found.is_empty() {
            return Err(Failure::new("文件夹里没有方案", "the folder holds no plan").file(path).remedy(
                "放入 .md 或 .txt 方案文件，或给出别的路径",
                "put .md or .txt plans in it, or name another path",
            ));
        }
        for file in found {
            if known.insert(file.clone()) {
                out.push(file);
            }
        }
    }
    Ok(out)
}

/// The plans of one folder and the folders in it, as [`discover`] takes them; there may be none.
///
/// # Errors
/// When a folder cannot be read.
pub fn plans_in(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    walk(folder).collect()
}

/// The plans of one folder one after the other: of a large folder nobody waits for the last one. A folder that
/// cannot be read is told in its place.
pub fn walk(folder: &Path) -> impl Iterator<Item = Result<PathBuf, Failure>> + Send + use<> {
    let hidden = |entry: &walkdir::DirEntry| {
        let name = entry.file_name().to_string_lossy();
        // Word and WPS keep a lock file named ~$ beside what they have open.
        entry.depth() > 0
            && (name.starts_with(['.', '~'])
                || entry.file_type().is_dir() && matches!(&*name, "target" | "node_modules"))
    };
    let start = folder.to_path_buf();
    let entries = WalkDir::new(folder).sort_by_file_name().into_iter().filter_entry(move |e| !hidden(e));
    entries.filter_map(move |entry| match entry {
        Ok(entry) => {
            let path = entry.path();
            // `plangen lint .` names files without the dot.
            is_plan(path).then(|| Ok(path.strip_prefix(".").unwrap_or(path).to_path_buf()))
        }
        Err(e) => {
            let path = e.path().unwrap_or(&start).to_path_buf();
            let error = e.into_io_error().unwrap_or_else(|| std::io::Error::other("loop of links"));
            Some(Err(Failure::io("读不出文件夹", "cannot read the folder", path, &error)))
        }
    })
}

/// Whether a folder's file counts as a plan: by its name, and that it is a file.
pub fn is_plan(path: &Path) -> bool {
    let plan = path.extension().is_some_and(|x| x == "md" || x == "txt");
    let name = path.file_name().map(|n| n.to_string_lossy().to_ascii_uppercase()).unwrap_or_default();
    plan && !name.starts_with("README") && path.is_file()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_gives_its_plans() {
        let folder = tempfile::tempdir().expect("a folder");
        let put = |name: &str| {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("made");
            std::fs::write(&path, "一、总体要求").expect("written");
        };
        ["b.md", "a/c.txt", "README.md", ".git/x.md", "~$b.md", "target/y.md", "d.pdf"].into_iter().for_each(put);
        let found = discover(&[folder.path().to_path_buf()]).expect("found");
        let names: Vec<_> = found.iter().map(|p| p.strip_prefix(folder.path()).expect("inside").to_owned()).collect();
        assert_eq!(names, [Path::new("a/c.txt"), Path::new("b.md")]);
    }

    #[test]
    fn what_is_not_there_is_told() {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(discover(&[folder.path().to_path_buf()]).is_err());
        assert!(discover(&[folder.path().join("none.md")]).is_err());
    }
}

//! Writing a file whole or not at all.

use super::Failure;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

/// Puts `bytes` at `path`, in the place of what was there. On any error the old file stays whole. A link is
/// followed to its target, whose permissions are kept; what is no regular file (a pipe, a device) is written
/// straight through.
///
/// # Errors
/// When the folder does not exist or cannot be written, the file is read-only, the disk is full …
pub fn write_atomic(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    write(path, bytes, false).map_err(|e| failure(path, &e))
}

/// As [`write_atomic`], for files that belong together: none is replaced before all are on the disk.
///
/// # Errors
/// As [`write_atomic`], for the first that cannot be written.
pub fn write_together(files: &[(PathBuf, Vec<u8>)]) -> Result<(), Failure> {
    let staged = |(path, bytes): &(PathBuf, Vec<u8>)| stage(path, bytes, false).map_err(|e| failure(path, &e));
    let staged: Vec<Staged> = files.iter().map(staged).collect::<Result<_, _>>()?;
    let settle =
        |((path, bytes), one): (&(PathBuf, Vec<u8>), Staged)| one.settle(bytes, false).map_err(|e| failure(path, &e));
    files.iter().zip(staged).try_for_each(settle)
}

/// As [`write_atomic`], for a file that must not be there yet.
///
/// # Errors
/// As [`write_atomic`], and when something is there.
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    write(path, bytes, true).map_err(|e| failure(path, &e))
}

fn failure(path: &Path, error: &io::Error) -> Failure {
    match error.kind() {
        ErrorKind::AlreadyExists => {
            Failure::new("文件已经存在，没有覆盖", "the file is there already and was not overwritten")
                .file(path)
                .remedy("换一个文件名，或加 --force", "choose another name, or add --force")
        }
        ErrorKind::NotFound => Failure::new("写不出文件", "cannot write the file")
            .file(path)
            .cause("所在文件夹不存在", "its folder does not exist")
            .remedy("先建立文件夹，或换一个位置", "make the folder first, or choose another place"),
        _ => Failure::io("写不出文件", "cannot write the file", path, error),
    }
}

fn write(path: &Path, bytes: &[u8], only_new: bool) -> io::Result<()> {
    stage(path, bytes, only_new)?.settle(bytes, only_new)
}

/// Bytes that are on the disk, or can be sent, but are not yet at their place.
enum Staged {
    /// In a file beside the place.
    Beside(tempfile::NamedTempFile, PathBuf),
    /// The place is a pipe or a device.
    Through(PathBuf),
}

fn stage(path: &Path, bytes: &[u8], only_new: bool) -> io::Result<Staged> {
    let target = target_of(path)?;
    let old = match fs::metadata(&target) {
        Ok(meta) if meta.is_dir() => return Err(ErrorKind::IsADirectory.into()),
        Ok(meta) if !meta.is_file() => return Ok(Staged::Through(target)),
        Ok(_) if only_new => return Err(ErrorKind::AlreadyExists.into()),
        // The rename below would replace a read-only file as well: its owner meant that not to happen.
        Ok(meta) => OpenOptions::new().write(true).open(&target).map(|_| Some(meta))?,
        Err(e) if e.kind() == ErrorKind::NotFound => None,
        Err(e) => return Err(e),
    };
    let mut temp = temporary(folder_of(&target))?;
    temp.write_all(bytes)?;
    if let Some(old) = &old {
        keep(temp.as_file(), old)?;
    }
    temp.as_file().sync_all()?;
    Ok(Staged::Beside(temp, target))
}

impl Staged {
    fn settle(self, bytes: &[u8], only_new: bool) -> io::Result<()> {
        let (temp, target) = match self {
            Staged::Beside(temp, target) => (temp, target),
            Staged::Through(target) => return OpenOptions::new().write(true).open(&target)?.write_all(bytes),
        };
        if only_new {
            temp.persist_noclobber(&target).map_err(|e| e.error)?;
        } else {
            temp.persist(&target).map_err(|e| e.error)?;
        }
        // The name is on the disk when its folder is; where folders cannot be synced the file itself was.
        let _ = File::open(folder_of(&target)).and_then(|f| f.sync_all());
        Ok(())
    }
}

fn folder_of(target: &Path) -> &Path {
    target.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Where a chain of links ends, whether something is there or not.
fn target_of(path: &Path) -> io::Result<PathBuf> {
    let mut target = path.to_path_buf();
    for _ in 0..40 {
        match fs::read_link(&target) {
            Ok(next) => target = target.parent().unwrap_or(Path::new("")).join(next),
            Err(_) => return Ok(target),
        }
    }
    Err(io::Error::other("loop of links"))
}

/// A file in the folder that goes when it is dropped. Its permissions are those of any new file; left to
/// itself a temporary file is for its owner alone.
fn temporary(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".plangen-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}

/// Gives the new file the mode of the old one, and its owner where that may be given.
fn keep(new: &File, old: &fs::Metadata) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt as _, fchown};
        let _ = fchown(new, Some(old.uid()), Some(old.gid()));
    }
    new.set_permissions(old.permissions())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).expect("a folder").flatten();
        let mut names: Vec<String> = entries.map(|e| e.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_is_written_and_replaced_and_nothing_else_is_left() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("甲.pdf");
        write_atomic(&path, b"1").expect("written");
        write_atomic(&path, b"22").expect("replaced");
        assert_eq!(fs::read(&path).expect("there"), b"22");
        let told = write_new(&path, b"333").expect_err("it is there").render(crate::base::Lang::En);
        assert!(told.contains("--force"), "{told}");
        assert_eq!(fs::read(&path).expect("there"), b"22");
        assert_eq!(names(folder.path()), ["甲.pdf"]);
    }

    #[test]
    fn files_that_belong_together_are_replaced_together_or_not_at_all() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        let both = [(at("甲.pdf"), b"1".to_vec()), (at("甲.ofd"), b"2".to_vec())];
        write_together(&both).expect("written");
        fs::create_dir(at("甲.html")).expect("made");
        let three = [(at("甲.pdf"), b"3".to_vec()), (at("甲.ofd"), b"4".to_vec()), (at("甲.html"), b"5".to_vec())];
        write_together(&three).expect_err("a folder is in the way of the last");
        assert_eq!(fs::read(at("甲.pdf")).expect("there"), b"1");
        assert_eq!(fs::read(at("甲.ofd")).expect("there"), b"2");
        assert_eq!(names(folder.path()).len(), 3, "nothing else is left: {:?}", names(folder.path()));
    }

    /// Readers see one whole file or the other, never a mixture, and the last writer's in the end.
    #[test]
    fn two_writers_of_one_file_never_tear_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("甲.pdf");
        let whole = |bytes: &[u8]| bytes.len() == 200_000 && bytes.iter().all(|b| Some(b) == bytes.first());
        write_atomic(&path, &[0; 200_000]).expect("written");
        std::thread::scope(|scope| {
            for writer in 1..=2u8 {
                let path = &path;
                scope.spawn(move || {
                    for _ in 0..20 {
                        write_atomic(path, &[writer; 200_000]).expect("written");
                    }
                });
            }
            for _ in 0..100 {
                assert!(whole(&fs::read(&path).expect("always there")));
            }
        });
        assert!(whole(&fs::read(&path).expect("there")));
        assert_eq!(names(folder.path()), ["甲.pdf"]);
    }

    #[test]
    fn a_folder_in_the_way_or_not_there_is_told() {
        let folder = tempfile::tempdir().expect("a folder");
        for path in [folder.path().to_path_buf(), folder.path().join("none/a.pdf")] {
            let told = write_atomic(&path, b"1").expect_err("refused").render(crate::base::Lang::En);
            assert!(told.contains("folder") && told.contains("help:"), "{told}");
        }
        assert!(names(folder.path()).is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn links_lead_to_their_target_and_modes_stay() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join("in")).expect("made");
        let target = folder.path().join("in/real.pdf");
        let link = folder.path().join("link.pdf");
        symlink("in/real.pdf", &link).expect("linked");
        write_atomic(&link, b"1").expect("written where the link points");
        assert_eq!(fs::metadata(&target).expect("there").permissions().mode() & 0o600, 0o600);
        fs::set_permissions(&target, fs::Permissions::from_mode(0o640)).expect("set");
        write_atomic(&link, b"2").expect("replaced");
        assert!(fs::symlink_metadata(&link).expect("there").is_symlink());
        assert_eq!(fs::read(&target).expect("there"), b"2");
        assert_eq!(fs::metadata(&target).expect("there").permissions().mode() & 0o777, 0o640);
        symlink("loop", folder.path().join("loop")).expect("linked");
        assert!(write_atomic(&folder.path().join("loop"), b"1").is_err());
    }

    #[cfg(unix)]
    #[test]
    fn new_files_have_the_mode_of_any_new_file() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().expect("a folder");
        let (plain, ours) = (folder.path().join("plain"), folder.path().join("ours"));
        fs::write(&plain, b"1").expect("written");
        write_new(&ours, b"1").expect("written");
        let mode = |path: &Path| fs::metadata(path).expect("there").permissions().mode();
        assert_eq!(mode(&ours), mode(&plain));
    }
}

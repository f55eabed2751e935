//! Whether a command keeps its results on disk, and where.

use super::Context;
use plangen::project::Config;
use plangen::session::{CACHE_FOLDER, Cache, Saved, Session};
use std::path::PathBuf;

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct CacheArgs {
    /// Keep no results on disk and take none from there ‖ 不把结果存在磁盘上，也不用存下的结果
    #[arg(long, conflicts_with = "cache")]
    no_cache: bool,
    /// Keep results in this folder; by default in .plangen/cache of a project, and nowhere without plangen.toml ‖ 把结果存在这个文件夹；默认存在项目的 .plangen/cache，没有 plangen.toml 就不存
    #[arg(long, value_name = "DIR")]
    cache: Option<PathBuf>,
}

impl CacheArgs {
    /// The cache, as the arguments and the project ask for it.
    pub fn open(&self, config: &Config) -> Option<Cache> {
        if self.no_cache {
            return None;
        }
        let own = || config.root.as_ref().filter(|_| !config.no_cache).map(|root| root.join(CACHE_FOLDER));
        self.cache.clone().or_else(own).map(|folder| Cache::open(&folder))
    }

    /// Writes what is to be kept, and says what of it a user should know.
    pub fn save(&self, session: &mut Session, context: &Context) {
        match session.save_cache() {
            Some(Saved::Evicted(count)) => context.note(
                &format!("缓存已满，删去了最久没有用到的 {count} 份结果"),
                &format!("the cache is full: {count} results that were not used for longest were dropped"),
            ),
            Some(Saved::Later) => context.note(
                "缓存是更新版本的 plangen 写的，没有动它，也没有用它",
                "the cache is of a later version of plangen: it was neither used nor changed",
            ),
            // A folder that was named must be usable; a project that cannot be written is checked all the same.
            Some(Saved::Unwritable) if self.cache.is_some() => {
                context.note("缓存写不进给出的文件夹", "the cache cannot be written to the folder that was named");
            }
            Some(Saved::Whole | Saved::Unwritable) | None => {}
        }
    }
}

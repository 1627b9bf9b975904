//! A snapshot's folder, written whole beside the old one and put in its place by one call of the system, so that a host that
//! serves it never has half of one and half of another.
//!
//! ```text
//! out/             what is served
//! .out.partial/    while a snapshot is made: its lock, its journal, and `next`, which becomes `out`
//! ```

use std::fs::{self, File, TryLockError};
use std::io::{Error, ErrorKind, Result, Write};
use std::path::{Component, Path, PathBuf};

/// The right to write one snapshot, and the hidden folder for it. While it is held no other run has it.
pub struct Workshop {
    /// The folder that is served, links followed.
    target: PathBuf,
    hidden: PathBuf,
    _lock: File,
}

impl Workshop {
    /// Opens the hidden folder beside a snapshot's. What an earlier run left of a new snapshot is dropped.
    pub fn open(folder: &Path) -> Result<Workshop> {
        let target = resolved(folder)?;
        let (Some(parent), Some(name)) = (target.parent(), target.file_name()) else {
            return Err(Error::new(ErrorKind::InvalidInput, "the root folder is no snapshot's"));
        };
        let mut hidden = std::ffi::OsString::from(".");
        hidden.push(name);
        hidden.push(".partial");
        let hidden = parent.join(hidden);
        if target.exists() {
            // Tells a file, too: nothing can be made in it.
            tempfile::tempfile_in(&target)?;
        }
        fs::create_dir_all(&hidden)?;
        let lock = File::create(hidden.join("lock"))?;
        lock.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => {
                Error::new(ErrorKind::ResourceBusy, "another run is making this snapshot")
            }
            TryLockError::Error(error) => error,
        })?;
        let workshop = Workshop { target, hidden, _lock: lock };
        // A kill between the two steps of an exchange where the system has no single one.
        if !workshop.target.exists() && workshop.old().exists() {
            fs::rename(workshop.old(), &workshop.target)?;
        }
        remove(&workshop.next())?;
        remove(&workshop.old())?;
        Ok(workshop)
    }

    /// The folder that is served.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// The hidden folder.
    pub fn hidden(&self) -> &Path {
        &self.hidden
    }

    fn next(&self) -> PathBuf {
        self.hidden.join("next")
    }

    fn old(&self) -> PathBuf {
        self.hidden.join("old")
    }

    /// Writes the files of a new snapshot, by their paths in it, and puts them in the place of the old one. Of the old folder
    /// `is_ours` tells which files an earlier snapshot wrote: those go, all others stay.
    pub fn publish(&self, files: &[(String, Vec<u8>)], is_ours: &dyn Fn(&str) -> bool) -> Result<()> {
        let next = self.next();
        fs::create_dir(&next)?;
        for (name, bytes) in files {
            write_synced(&next.join(name), bytes)?;
        }
        if self.target.exists() {
            keep_mode(&self.target, &next)?;
            keep_foreign(&self.target, &next, "", is_ours)?;
        }
        sync_folders(&next)?;
        if self.target.exists() {
            exchange(&next, &self.target, &self.old())?;
            // What came into the old folder since it was looked through.
            keep_foreign(&next, &self.target, "", is_ours)?;
        } else {
            fs::rename(&next, &self.target)?;
        }
        if let Some(parent) = self.target.parent() {
            sync_folder(parent)?;
        }
        remove(&next)
    }

    /// Leaves all as it was before: what an earlier run left to go on with stays.
    pub fn leave(self) -> Result<()> {
        fs::remove_file(self.hidden.join("lock"))?;
        match fs::remove_dir(&self.hidden) {
            Err(error) if error.kind() != ErrorKind::DirectoryNotEmpty => Err(error),
            _ => Ok(()),
        }
    }

    /// Removes the hidden folder: nothing is left to go on with.
    pub fn clear(self) -> Result<()> {
        fs::remove_dir_all(&self.hidden)
    }
}

/// Writes a file and waits until it is on the disk.
fn write_synced(path: &Path, bytes: &[u8]) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = File::create_new(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Takes what no snapshot wrote from one folder to another, as links to the same files. What is in the way there is an error,
/// unless it is the same.
fn keep_foreign(from: &Path, to: &Path, below: &str, is_ours: &dyn Fn(&str) -> bool) -> Result<()> {
    for entry in fs::read_dir(from.join(below))? {
        let entry = entry?;
        let name = entry.file_name();
        // A name that is no text is in no manifest.
        let path =
            name.to_str().map(|name| if below.is_empty() { name.into() } else { format!("{below}/{name}") });
        let (source, place) = (entry.path(), to.join(below).join(&name));
        let is_folder = entry.file_type()?.is_dir();
        match path {
            Some(path) if is_folder && !is_ours(&path) => {
                // One that had a snapshot's files alone goes with them.
                if is_empty(&source)? {
                    make_folder(&place)?;
                }
                keep_foreign(from, to, &path, is_ours)?;
                if place.is_dir() {
                    keep_mode(&source, &place)?;
                }
            }
            Some(path) if !is_folder && is_ours(&path) => {}
            _ if place.symlink_metadata().is_ok() => {
                if !is_same(&source, &place)? {
                    let said = format!("{} is not a snapshot's, and in its way", source.display());
                    return Err(Error::new(ErrorKind::AlreadyExists, said));
                }
            }
            _ => link(&source, &place)?,
        }
    }
    Ok(())
}

fn is_empty(folder: &Path) -> Result<bool> {
    Ok(fs::read_dir(folder)?.next().is_none())
}

/// Makes a folder and those above it, for nobody else to look into before it has the mode of the one that it is made after.
fn make_folder(folder: &Path) -> Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)
}

/// Whose a file or folder is, where this run may say so, and who may do what with it.
fn keep_mode(source: &Path, place: &Path) -> Result<()> {
    let of = fs::metadata(source)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt, chown};
        let _ = chown(place, Some(of.uid()), Some(of.gid())).or_else(|_| chown(place, None, Some(of.gid())));
    }
    fs::set_permissions(place, of.permissions())
}

/// Whether two are one file, links to one place, or files of one content. Nothing else is opened: a pipe would wait for ever.
fn is_same(one: &Path, other: &Path) -> Result<bool> {
    let (of_one, of_other) = (one.symlink_metadata()?, other.symlink_metadata()?);
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        if (of_one.dev(), of_one.ino()) == (of_other.dev(), of_other.ino()) {
            return Ok(true);
        }
    }
    if of_one.is_symlink() && of_other.is_symlink() {
        return Ok(fs::read_link(one)? == fs::read_link(other)?);
    }
    Ok(of_one.is_file() && of_other.is_file() && fs::read(one)? == fs::read(other)?)
}

fn link(source: &Path, place: &Path) -> Result<()> {
    if let Some(folder) = place.parent() {
        make_folder(folder)?;
    }
    // Some file systems have no links, and some systems none to files of others.
    fs::hard_link(source, place).or_else(|error| copy(source, place, error))
}

/// Makes the same once more, where no link could be made; `error` says why it could not, for what has no content to copy.
fn copy(source: &Path, place: &Path, error: Error) -> Result<()> {
    let kind = source.symlink_metadata()?;
    #[cfg(unix)]
    if kind.is_symlink() {
        return std::os::unix::fs::symlink(fs::read_link(source)?, place);
    }
    if !kind.is_file() {
        return Err(Error::new(error.kind(), format!("{}: {error}", source.display())));
    }
    fs::copy(source, place)?;
    keep_mode(source, place)
}

/// Puts `next` in the place of `target`; what was there is in `next` then.
fn exchange(next: &Path, target: &Path, old: &Path) -> Result<()> {
    match swap(next, target) {
        Some(done) => done,
        None => exchange_in_steps(next, target, old),
    }
}

/// The same in one step; none where this system or file system has none.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn swap(next: &Path, target: &Path) -> Option<Result<()>> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    match renameat_with(CWD, next, CWD, target, RenameFlags::EXCHANGE) {
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => None,
        done => Some(done.map_err(Error::from)),
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn swap(_: &Path, _: &Path) -> Option<Result<()>> {
    None
}

/// The same in two steps, between which nothing is at `target`.
fn exchange_in_steps(next: &Path, target: &Path, old: &Path) -> Result<()> {
    fs::rename(target, old)?;
    if let Err(error) = fs::rename(next, target) {
        fs::rename(old, target)?;
        return Err(error);
    }
    fs::rename(old, next)
}

/// A folder's path with links followed and without `..`, whether it is there or not.
fn resolved(folder: &Path) -> Result<PathBuf> {
    if let Ok(path) = folder.canonicalize() {
        return Ok(path);
    }
    let path = std::path::absolute(folder)?;
    let (Some(parent), Some(Component::Normal(name))) = (path.parent(), path.components().next_back()) else {
        return Err(Error::new(ErrorKind::InvalidInput, "no name for a folder"));
    };
    fs::create_dir_all(parent)?;
    Ok(parent.canonicalize()?.join(name))
}

fn sync_folders(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            sync_folders(&entry.path())?;
        }
    }
    sync_folder(folder)
}

/// Waits until a folder's list of names is on the disk, where the system can.
fn sync_folder(folder: &Path) -> Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

fn remove(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicBool, Ordering};

    /// A snapshot of two files that name it.
    fn publish(folder: &Path, name: &str) -> Result<()> {
        let files = ["a.json", "proofs/0001.bin"].map(|path| (path.to_owned(), name.as_bytes().to_vec()));
        let is_ours = |path: &str| path == "a.json" || path.starts_with("proofs/");
        let workshop = Workshop::open(folder)?;
        workshop.publish(&files, &is_ours)?;
        workshop.clear()
    }

    fn names(folder: &Path) -> Vec<String> {
        let names = fs::read_dir(folder).unwrap();
        let mut names: Vec<String> =
            names.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn what_others_put_there_stays() {
        let home = tempfile::tempdir().unwrap();
        let out = home.path().join("below/out");
        publish(&out, "one").unwrap();
        fs::write(out.join("index.html"), "theirs").unwrap();
        fs::create_dir(out.join("more")).unwrap();
        fs::write(out.join("more/note"), "theirs").unwrap();
        fs::write(out.join("proofs/0002.bin"), "ours, and of no use now").unwrap();
        publish(&out, "two").unwrap();
        assert_eq!(names(&out), ["a.json", "index.html", "more", "proofs"]);
        assert_eq!(names(&out.join("proofs")), ["0001.bin"]);
        for (file, text) in [("a.json", "two"), ("proofs/0001.bin", "two"), ("more/note", "theirs")] {
            assert_eq!(fs::read_to_string(out.join(file)).unwrap(), text, "{file}");
        }
        assert_eq!(names(&home.path().join("below")), ["out"], "nothing hidden is left");
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_plain_file_stays_too() {
        let home = tempfile::tempdir().unwrap();
        let out = home.path().join("out");
        publish(&out, "one").unwrap();
        for (link, to) in
            [("latest.json", "a.json"), ("nowhere", "gone"), ("loop", "."), ("host", "/dev/zero")]
        {
            std::os::unix::fs::symlink(to, out.join(link)).unwrap();
        }
        let _socket = std::os::unix::net::UnixListener::bind(out.join("socket")).unwrap();
        assert!(std::process::Command::new("mkfifo").arg(out.join("fifo")).status().unwrap().success());
        let before = names(&out);
        for name in ["two", "three"] {
            publish(&out, name).unwrap();
            assert_eq!(names(&out), before);
            assert_eq!(fs::read_to_string(out.join("latest.json")).unwrap(), name, "the link is one still");
        }
        assert_eq!(fs::read_link(out.join("nowhere")).unwrap(), Path::new("gone"));
        assert_eq!(names(home.path()), ["out"], "nothing hidden is left");
    }

    #[cfg(unix)]
    #[test]
    fn without_links_to_files_what_is_kept_is_copied() {
        let home = tempfile::tempdir().unwrap();
        let [from, to] = ["from", "to"].map(|name| home.path().join(name));
        for folder in [&from, &to] {
            fs::create_dir(folder).unwrap();
        }
        fs::write(from.join("note"), "theirs").unwrap();
        std::os::unix::fs::symlink("gone", from.join("nowhere")).unwrap();
        assert!(std::process::Command::new("mkfifo").arg(from.join("fifo")).status().unwrap().success());
        let no_links = || Error::from(ErrorKind::Unsupported);
        for name in ["note", "nowhere"] {
            copy(&from.join(name), &to.join(name), no_links()).unwrap();
            assert!(is_same(&from.join(name), &to.join(name)).unwrap(), "{name}");
        }
        let error = copy(&from.join("fifo"), &to.join("fifo"), no_links()).unwrap_err();
        assert!(error.to_string().contains("fifo: "), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn folders_of_others_stay_as_they_are() {
        use std::os::unix::fs::{MetadataExt, PermissionsExt};
        let home = tempfile::tempdir().unwrap();
        let out = home.path().join("out");
        publish(&out, "one").unwrap();
        for folder in ["uploads", "private/below"] {
            fs::create_dir_all(out.join(folder)).unwrap();
        }
        fs::write(out.join("private/key"), "theirs").unwrap();
        let modes = [("uploads", 0o2777), ("private/below", 0o750), ("private", 0o700), ("proofs", 0o750)];
        for (folder, mode) in modes {
            // Whoever may: else it stays one's own.
            let _ = std::os::unix::fs::chown(out.join(folder), Some(1_000), Some(1_000));
            fs::set_permissions(out.join(folder), fs::Permissions::from_mode(mode)).unwrap();
        }
        let owner = fs::metadata(out.join("private")).unwrap().uid();
        publish(&out, "two").unwrap();
        for (folder, mode) in modes {
            let now = fs::metadata(out.join(folder)).unwrap();
            assert_eq!((now.mode() & 0o7777, now.uid()), (mode, owner), "{folder}");
        }
        assert_eq!(fs::read_to_string(out.join("private/key")).unwrap(), "theirs");
        // A folder that had a snapshot's files alone goes with them.
        let files = [("a.json".to_owned(), b"three".to_vec())];
        Workshop::open(&out)
            .unwrap()
            .publish(&files, &|path| path.starts_with("proofs/") || path == "a.json")
            .unwrap();
        assert_eq!(names(&out), ["a.json", "private", "uploads"]);
    }

    #[test]
    fn a_file_in_the_way_is_named_and_nothing_changes() {
        let home = tempfile::tempdir().unwrap();
        let out = home.path().join("out");
        fs::create_dir(&out).unwrap();
        fs::write(out.join("a.json"), "theirs").unwrap();
        let files = [("a.json".to_owned(), b"ours".to_vec())];
        let error = Workshop::open(&out).unwrap().publish(&files, &|_| false).unwrap_err();
        assert!(error.to_string().ends_with("a.json is not a snapshot's, and in its way"), "{error}");
        assert_eq!(fs::read_to_string(out.join("a.json")).unwrap(), "theirs");
        fs::write(out.join("a.json"), "ours").unwrap();
        Workshop::open(&out).unwrap().publish(&files, &|_| false).unwrap();
    }

    #[test]
    fn what_is_no_folder_or_cannot_be_written_is_refused_and_nothing_is_left() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("file");
        fs::write(&file, "theirs").unwrap();
        for out in [file.clone(), file.join("out"), file.join("below/out")] {
            Workshop::open(&out).map(|_| ()).unwrap_err();
        }
        assert_eq!(names(home.path()), ["file"]);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let out = home.path().join("out");
            fs::create_dir(&out).unwrap();
            fs::set_permissions(&out, fs::Permissions::from_mode(0o555)).unwrap();
            // Who may write everywhere is refused nothing.
            if fs::write(out.join("probe"), "").is_err() {
                let error = Workshop::open(&out).map(|_| ()).unwrap_err();
                assert_eq!(error.kind(), ErrorKind::PermissionDenied);
                assert_eq!(names(home.path()), ["file", "out"]);
            }
        }
    }

    #[test]
    fn whoever_leaves_takes_nothing_that_an_earlier_run_left() {
        let home = tempfile::tempdir().unwrap();
        let out = home.path().join("out");
        Workshop::open(&out).unwrap().leave().unwrap();
        assert!(names(home.path()).is_empty());
        let workshop = Workshop::open(&out).unwrap();
        fs::write(workshop.hidden().join("journal"), "answers").unwrap();
        workshop.leave().unwrap();
        assert_eq!(names(&home.path().join(".out.partial")), ["journal"]);
    }

    #[test]
    fn a_second_run_at_once_is_refused() {
        let home = tempfile::tempdir().unwrap();
        let out = home.path().join("out");
        let first = Workshop::open(&out).unwrap();
        let second = Workshop::open(&out).map(|_| ()).unwrap_err();
        assert_eq!(second.to_string(), "another run is making this snapshot");
        drop(first);
        assert!(Workshop::open(&out).is_ok());
    }

    #[test]
    fn a_link_to_the_folder_stays_a_link() {
        let home = tempfile::tempdir().unwrap();
        let link = home.path().join("current");
        publish(&home.path().join("first"), "one").unwrap();
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink("first", &link).unwrap();
            publish(&link, "two").unwrap();
            assert!(link.symlink_metadata().unwrap().is_symlink());
            assert_eq!(fs::read_to_string(home.path().join("first/a.json")).unwrap(), "two");
        }
    }

    #[test]
    fn without_a_single_step_two_do_and_a_kill_between_them_is_mended() {
        let home = tempfile::tempdir().unwrap();
        let [next, target, old] = ["next", "target", "old"].map(|name| home.path().join(name));
        for folder in [&next, &target] {
            fs::create_dir(folder).unwrap();
            fs::write(folder.join("name"), folder.file_name().unwrap().as_encoded_bytes()).unwrap();
        }
        exchange_in_steps(&next, &target, &old).unwrap();
        assert_eq!(fs::read_to_string(target.join("name")).unwrap(), "next");
        assert_eq!(fs::read_to_string(next.join("name")).unwrap(), "target");
        assert!(!old.exists());

        let out = home.path().join("out");
        publish(&out, "one").unwrap();
        let workshop = Workshop::open(&out).unwrap();
        fs::rename(&out, workshop.old()).unwrap();
        drop(workshop);
        Workshop::open(&out).unwrap();
        assert_eq!(fs::read_to_string(out.join("a.json")).unwrap(), "one");
    }

    #[test]
    fn nobody_reads_half_of_one_and_half_of_another() {
        let home = tempfile::tempdir().unwrap();
        let out = home.path().join("out");
        publish(&out, "0").unwrap();
        let is_over = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let reader = scope.spawn(|| {
                let mut rounds = 0;
                while !is_over.load(Ordering::Relaxed) {
                    // A name is looked up anew for each file, as a host does; where the first file is the same before
                    // and after, no exchange took place between.
                    let read = |path: &str| fs::read_to_string(out.join(path)).expect("it is always there");
                    let (before, other, after) = (read("a.json"), read("proofs/0001.bin"), read("a.json"));
                    assert!(before != after || other == before, "{before} and {other}");
                    rounds += 1;
                }
                rounds
            });
            for number in 1..100 {
                publish(&out, &number.to_string()).unwrap();
            }
            is_over.store(true, Ordering::Relaxed);
            assert!(reader.join().unwrap() > 100);
        });
    }
}

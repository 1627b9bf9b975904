//! Snapshots of the sample campaigns, for the demo: taken by this command as a publisher would take them, when one is first
//! asked for.

use super::files_below;
use super::fragments;
use super::sample::Answer;
use super::serve::content_type;
use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use tokio::sync::OnceCell;

/// A snapshot's files by path.
type Files = HashMap<String, Vec<u8>>;

/// The snapshots that were asked for so far.
#[derive(Default)]
pub struct Taken(Mutex<HashMap<String, Arc<OnceCell<Files>>>>);

impl Taken {
    /// A file of `/snapshots/NAME/…`: `campaign` gives the campaign file of a name, where there is one.
    pub async fn file(&self, path: &str, campaign: impl Fn(&str) -> Option<Answer>) -> Option<Answer> {
        let (name, file) = path.strip_prefix("/snapshots/")?.split_once('/')?;
        let campaign = campaign(&format!("/campaigns/{name}.json")).filter(|answer| answer.status == 200)?;
        let cell = {
            let mut taken = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            Arc::clone(taken.entry(name.to_owned()).or_default())
        };
        let take = async || {
            let files = tokio::task::spawn_blocking(move || take(&campaign.body)).await;
            files.map_err(|error| error.to_string()).flatten()
        };
        Some(match cell.get_or_try_init(take).await {
            Ok(files) => match files.get(file) {
                Some(body) => {
                    Answer { content_type: content_type(Path::new(file)), ..Answer::bytes(body.clone()) }
                }
                None => Answer { status: 404, ..Answer::text("not found") },
            },
            Err(error) => Answer { status: 500, ..Answer::text(&error) },
        })
    }
}

/// The files that this command's `snapshot` writes for a campaign file.
fn take(campaign: &[u8]) -> Result<Files, String> {
    let said = |error: std::io::Error| error.to_string();
    let room = tempfile::tempdir().map_err(said)?;
    let (file, folder) = (room.path().join("campaign.json"), room.path().join("snapshot"));
    fs::write(&file, campaign).map_err(said)?;
    let command = std::env::current_exe().map_err(said)?;
    let mut run = Command::new(command);
    run.arg("snapshot").arg(&file).arg("-o").arg(&folder).stdin(Stdio::null());
    // The demo is in every language.
    run.arg("--lang").arg(fragments::all().collect::<Vec<_>>().join(","));
    let ended = run.output().map_err(said)?;
    let paths = files_below(&folder).map_err(|_| String::from_utf8_lossy(&ended.stderr).into_owned())?;
    let read = |path: String| Ok((path.clone(), fs::read(folder.join(path))?));
    paths.into_iter().map(read).collect::<Result<Files, _>>().map_err(said)
}

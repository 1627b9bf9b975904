//! `donation-flow serve`, running on a free port for as long as a test needs it.
#![allow(dead_code)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

pub struct Server {
    process: Child,
    /// `127.0.0.1:PORT`.
    pub host: String,
}

/// What a plain HTTP request brought.
pub struct Reply {
    pub status: u16,
    /// As sent, in lower case.
    pub head: String,
    pub body: Vec<u8>,
}

pub fn command() -> Command {
    Command::new(env!("CARGO_BIN_EXE_donation-flow"))
}

impl Server {
    pub fn start(arguments: &[&str]) -> Server {
        let mut process = command()
            .args(["serve", "--port", "0"])
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the command was built for this test");
        let mut line = String::new();
        let stdout = process.stdout.take().expect("it was piped");
        BufReader::new(stdout).read_line(&mut line).expect("the server says where it is");
        let host = line.trim().strip_prefix("donation-flow: http://").and_then(|rest| rest.strip_suffix('/'));
        let host = host.unwrap_or_else(|| panic!("an address was expected, not {line:?}")).to_owned();
        Server { process, host }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.host)
    }

    /// One GET over a connection of its own, with nothing of the project's between it and the test.
    pub fn get(&self, path: &str) -> Reply {
        let mut stream = TcpStream::connect(&self.host).expect("the server listens");
        write!(stream, "GET {path} HTTP/1.0\r\nHost: {}\r\n\r\n", self.host).expect("it reads requests");
        let mut reply = Vec::new();
        // A dropped connection ends here too: what came until then is the reply.
        let _ = stream.read_to_end(&mut reply);
        let end = reply.windows(4).position(|four| four == b"\r\n\r\n").map_or(reply.len(), |at| at + 4);
        let head = String::from_utf8_lossy(&reply[..end]).to_lowercase();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        Reply { status, head, body: reply[end..].to_vec() }
    }

    pub fn text(&self, path: &str) -> String {
        String::from_utf8(self.get(path).body).expect("text")
    }

    pub fn json(&self, path: &str) -> serde_json::Value {
        serde_json::from_slice(&self.get(path).body).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Writes a campaign file of the sample's to a folder.
    pub fn campaign(&self, name: &str, fault: Option<&str>, folder: &Path) -> PathBuf {
        let query = fault.map(|fault| format!("?fault={fault}")).unwrap_or_default();
        let path = folder.join(format!("{name}.json"));
        std::fs::create_dir_all(folder).expect("a folder for the test");
        std::fs::write(&path, self.get(&format!("/campaigns/{name}.json{query}")).body)
            .expect("it can be written");
        path
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// An empty folder of a test's own, below cargo's.
pub fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("cargo's own folder can be written");
    folder
}

//! Tools that make backups, by their command, their image and the scripts that are mounted.

use readylint_yaml::Node;

use crate::Container;
use crate::facts::environment::{Environment, Text};
use crate::facts::files::MountedFiles;
use readylint_scalars::{Engine, ImageReference, client_calls};

/// How long a script may be to be read.
const SCRIPT: usize = 1 << 14;

/// Something in a container that makes backups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BackupTool {
    /// What it makes backups of; `None` for tools that copy files or whole clusters.
    pub engine: Option<Engine>,
}

/// The tools of `container` that make backups: programs in its command and in scripts that it mounts, else its image.
pub fn backup_tools(container: Container<'_>) -> Vec<BackupTool> {
    let mut tools = Vec::new();
    let environment = Environment::of(container);
    let list = |key| container.node().get(key).into_iter().flat_map(Node::items);
    let items: Vec<Text<'_>> =
        list("command").chain(list("args")).take(1024).map(|item| environment.expand(item)).collect();
    let texts: Vec<_> = items.iter().map(Text::readable).collect();
    // the arguments of an image that is called after its program are that program's
    let image = container.image().and_then(Node::text).and_then(|text| ImageReference::parse(text).ok());
    let program = image.map(|image| image.base_name()).filter(|_| container.node().get("command").is_none());
    take(&mut tools, program.into_iter().chain(texts.iter().map(AsRef::as_ref)));
    if tools.is_empty() && container.node().get("volumeMounts").is_some() {
        for file in MountedFiles::of(&environment).iter() {
            // a script that the command does not name is for something else
            let name = file.path.rsplit('/').next().unwrap_or_default();
            let is_called = !name.is_empty() && texts.iter().any(|text| text.contains(name));
            if let Some(text) = file.content.text().filter(|text| is_called && text.len() <= SCRIPT) {
                take(&mut tools, [&*text.readable()]);
            }
        }
    }
    if tools.is_empty() {
        tools.extend(image.as_ref().and_then(by_image));
    }
    tools
}

fn take<'a>(tools: &mut Vec<BackupTool>, items: impl IntoIterator<Item = &'a str>) {
    for call in client_calls(items).into_iter().filter(|call| call.is_backup) {
        let tool = BackupTool { engine: call.engine };
        if !tools.contains(&tool) {
            tools.push(tool);
        }
    }
}

/// `postgres-backup-local`, `mysql-cron-backup`: images that are called after what they do.
fn by_image(image: &ImageReference<'_>) -> Option<BackupTool> {
    let words = || image.base_name().split(['-', '_', '.']);
    let is_backup = words().any(|word| matches!(word, "backup" | "backups" | "dump" | "pgdump" | "pgbackup"));
    is_backup
        .then(|| BackupTool { engine: words().find_map(|word| Engine::of_word(&word.to_ascii_uppercase())) })
}

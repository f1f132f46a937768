//! The file that `readylint init` writes.

use super::CONFIGURATION_NAMES;

/// A commented `readylint.yaml` to start from. It is valid as it stands and changes nothing but what it says in plain
/// text; everything else is commented out.
pub fn init_text() -> String {
    let name = CONFIGURATION_NAMES[0];
    format!(
        "\
# {name}: holds for this folder and all folders below, up to the next {name}.
# `readylint config PATH` shows what holds for a file, and where it was written.

# Which rules run: recommended (quiet), strict (wanted before production), all.
profile: recommended

# The Kubernetes minors that the manifests must work on: one, or a range.
# Default: the three that upstream supports.
# kubernetes: 1.35-1.37

# From which severity on findings make the run fail: error, warning, info, never.
fail-on: error

# Levels (off, on, info, warning, error) and options of rules; `readylint rules` lists them.
# rules:
#   missing-memory-limit: warning
#   latest-image-tag: off

# Other levels for some files or some objects; patterns as in .gitignore, relative to this file. Later entries win.
# overrides:
#   - objects: [{{kind: Deployment, name: \"web-*\", labels: {{tier: frontend}}}}]
#     rules:
#       too-few-replicas: {{min: 3}}
#   - files: [\"legacy/**\"]
#     rules:
#       runs-as-root: warning

# What is not looked at when folders are searched (.gitignore is honoured anyway).
# exclude: [\"vendor/**\"]

# What exists in the cluster without standing in these files.
# externals:
#   - {{kind: Secret, namespace: payments, name: \"stripe-*\"}}

# Findings that are accepted, each with its reason; `until` is the last day on which the entry holds.
# suppressions:
#   - rule: runs-as-root
#     files: [\"node-agent.yaml\"]
#     kind: DaemonSet
#     name: node-agent
#     reason: reads the host's network interfaces
#     until: 2027-12-31
"
    )
}

//! The two files of a new rule, and its line in the category's list.

use std::fs;

use anyhow::{Context as _, Result, bail, ensure};

use crate::tools::root;

/// Writes the rule `name`, given as `category/rule-id`, and lists it.
pub(crate) fn write(name: &str) -> Result<()> {
    let (category, id) = name.split_once('/').context("name the rule as CATEGORY/RULE-ID")?;
    let is_kebab = id
        .split('-')
        .all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()));
    ensure!(is_kebab && id.contains('-'), "an id is kebab-case and has at least two words: `{id}`");
    ensure!(readylint::catalogue().get(id).is_none(), "there is a rule `{id}` already");
    let module = id.replace('-', "_");
    let folder = root().join("rules").join(category.replace('-', "_"));
    let list = folder.join("mod.rs");
    let Ok(text) = fs::read_to_string(&list) else {
        bail!("there is no category `{category}`; add a folder and its line in rules/lib.rs first");
    };
    fs::write(folder.join(format!("{module}.rs")), CODE).context("cannot write the rule")?;
    fs::write(folder.join(format!("{module}.md")), PAGE.replace("RULE-ID", id))
        .context("cannot write the page")?;
    fs::write(&list, listed(&text, &module)?).context("cannot list the rule")?;
    println!(
        "wrote rules/{}/{module}.rs and {module}.md; now `cargo test -p readylint_mdtest`",
        category.replace('-', "_")
    );
    Ok(())
}

/// The text of `mod.rs` with `module` among the modules and in the list, both sorted. Modules that are no rules are in the first only.
fn listed(text: &str, module: &str) -> Result<String> {
    let mut modules: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("mod ")?.strip_suffix(';'))
        .chain([module])
        .collect();
    modules.sort_unstable();
    let head: Vec<&str> = text.lines().take_while(|line| !line.starts_with("mod ")).collect();
    let call = text
        .lines()
        .find(|line| line.starts_with("readylint_engine::rules!("))
        .context("no `rules!` in mod.rs")?;
    let (category, rules) = call.split_once(": ").context("no category in `rules!`")?;
    let rules = rules.strip_suffix(");").context("`rules!` ends on another line")?;
    let mut rules: Vec<&str> = rules.split(", ").chain([module]).collect();
    rules.sort_unstable();
    let mods: Vec<String> = modules.iter().map(|module| format!("mod {module};")).collect();
    Ok(format!("{}\n{}\n\n{category}: {});\n", head.join("\n"), mods.join("\n"), rules.join(", ")))
}

const CODE: &str = r#"//! What is wrong, in a few words.

use readylint_diagnostics::{Confidence, Severity};
use readylint_engine::{Check, Finding, Profile, Rule, RuleContext};
use readylint_kube::Container;

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Warning,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: None,
    references: &[],
    readiness: &[],
    yields_to: &[],
    options: &[],
    check: Check::Container(check),
};

fn check(cx: &RuleContext<'_>, container: Container<'_>) {
    if container.image().is_none() {
        cx.report(no_image(container));
    }
}

fn no_image(container: Container<'_>) -> Finding {
    Finding::new(format!("container `{}` has no image", container.name()))
        .at_missing(container.node(), "image")
        .note("what follows from it")
        .help("what to do")
}
"#;

const PAGE: &str = "\
# RULE-ID

One line that says what is reported.

## Why it matters

Two or three sentences.

## Reported

A container without an image.

```yaml
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - name: web # warning
```

## Accepted

A container with one.

```yaml
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - name: web
      image: registry.example.com/web:1.0.0
```

## How to fix

What to write.

## See also

- Kubernetes documentation: the page.
";

#[cfg(test)]
mod tests {
    use super::listed;

    #[test]
    fn a_rule_is_listed_in_order() {
        let before =
            "//! Doc.\n\nmod a_b;\nmod x_y;\n\nreadylint_engine::rules!(\"pod-security\": a_b, x_y);\n";
        let after = "//! Doc.\n\nmod a_b;\nmod m_n;\nmod x_y;\n\nreadylint_engine::rules!(\"pod-security\": a_b, m_n, x_y);\n";
        assert_eq!(listed(before, "m_n").ok().as_deref(), Some(after));
    }

    #[test]
    fn a_module_that_is_no_rule_stays_out_of_the_list() {
        let before = "//! Doc.\n\nmod a_b;\nmod shared;\n\nreadylint_engine::rules!(\"schema\": a_b);\n";
        let after = "//! Doc.\n\nmod a_b;\nmod m_n;\nmod shared;\n\nreadylint_engine::rules!(\"schema\": a_b, m_n);\n";
        assert_eq!(listed(before, "m_n").ok().as_deref(), Some(after));
    }
}

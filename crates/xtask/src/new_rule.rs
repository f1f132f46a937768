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
    // nothing is written before it is clear that all can be
    let listed = listed(&text, &module).with_context(|| format!("in {}", list.display()))?;
    fs::write(folder.join(format!("{module}.rs")), CODE).context("cannot write the rule")?;
    fs::write(folder.join(format!("{module}.md")), PAGE.replace("RULE-ID", id))
        .context("cannot write the page")?;
    fs::write(&list, listed).context("cannot list the rule")?;
    println!(
        "wrote rules/{}/{module}.rs and {module}.md; now `cargo test -p readylint_mdtest`",
        category.replace('-', "_")
    );
    Ok(())
}

/// The text of `mod.rs` with `module` among the modules and in the list, both sorted, and everything else as it stands. Modules
/// that are no rules are in the first only. A list with an item a line keeps that form.
fn listed(text: &str, module: &str) -> Result<String> {
    let (head, call) = text.split_once(CALL).context("no `rules!`")?;
    let (call, tail) = call.split_once(");").context("`rules!` has no end")?;
    let (category, rules) = call.split_once(':').context("no category in `rules!`")?;
    let mut rules: Vec<&str> = rules.split(',').map(str::trim).filter(|rule| !rule.is_empty()).collect();
    rules.push(module);
    rules.sort_unstable();
    let category = category.trim();
    let call = if call.contains('\n') {
        format!("\n    {category}:\n    {},\n", rules.join(",\n    "))
    } else {
        format!("{category}: {}", rules.join(", "))
    };
    Ok(format!("{}{CALL}{call});{tail}", declared(head, module)))
}

/// What the list of a category begins with.
const CALL: &str = "readylint_engine::rules!(";

/// The lines of `head` with `mod module;` in its place among the others like it.
fn declared(head: &str, module: &str) -> String {
    let declaration = format!("mod {module};");
    let mut lines: Vec<&str> = head.lines().collect();
    let modules =
        lines.iter().enumerate().filter(|(_, line)| line.starts_with("mod ") && line.ends_with(';'));
    // before the first that follows it, else behind the last
    let at = modules.fold(None, |at, (number, line)| match at {
        Some((at, true)) => Some((at, true)),
        _ if *line > declaration.as_str() => Some((number, true)),
        _ => Some((number + 1, false)),
    });
    let at = at.map_or(lines.len(), |(at, _)| at);
    lines.insert(at, &declaration);
    lines
        .iter()
        .fold(String::with_capacity(head.len() + declaration.len() + 1), |text, line| text + line + "\n")
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
    #![allow(clippy::unwrap_used)]

    use super::{CALL, listed, root};

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

    #[test]
    fn what_stands_around_a_list_of_many_lines_is_kept() {
        let before = "//! Doc.\n\nmod a_b;\n\nuse b::c;\n\nreadylint_engine::rules!(\n    \"scaling\":\n    a_b,\n);\n\n/// What they share.\nfn shared() {}\n";
        let after = "//! Doc.\n\nmod a_b;\nmod m_n;\n\nuse b::c;\n\nreadylint_engine::rules!(\n    \"scaling\":\n    a_b,\n    m_n,\n);\n\n/// What they share.\nfn shared() {}\n";
        assert_eq!(listed(before, "m_n").ok().as_deref(), Some(after));
    }

    #[test]
    fn every_category_takes_a_rule() {
        let mut categories = 0;
        for entry in std::fs::read_dir(root().join("rules")).unwrap() {
            let list = entry.unwrap().path().join("mod.rs");
            let Ok(text) = std::fs::read_to_string(&list) else { continue };
            categories += 1;
            for module in ["aa_aa", "mm_mm", "zz_zz"] {
                let listed = listed(&text, module).unwrap();
                let (declared, call) = listed.split_once(CALL).unwrap();
                let (call, _) = call.split_once(");").unwrap();
                assert!(declared.contains(&format!("\nmod {module};\n")), "{listed}");
                let rules = call.split_once(':').unwrap().1.split(',').map(str::trim);
                assert_eq!(rules.filter(|rule| *rule == module).count(), 1, "{listed}");
                // taken out again, nothing else is found to have changed
                let declaration = format!("mod {module};\n");
                let rest = listed.replacen(&declaration, "", 1);
                let rest = [format!("    {module},\n"), format!(", {module}"), format!("{module}, ")]
                    .iter()
                    .find(|item| rest.contains(*item))
                    .map(|item| rest.replacen(item, "", 1));
                assert_eq!(rest.as_deref(), Some(&*text), "{}", list.display());
            }
        }
        assert!(categories > 15, "{categories}");
    }
}

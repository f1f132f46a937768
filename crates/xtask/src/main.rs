//! Development tasks: `cargo xtask TASK`.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    clippy::cast_precision_loss,
    reason = "tasks read and write the checkout, run tools, and talk to a developer"
)]

mod bench;
mod broken;
mod ci;
mod docs;
mod generate;
mod helm_fuzz;
mod helm_parity;
mod helm_record;
mod new_rule;
mod page;
mod schemas;
mod tools;

use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask TASK

  ci                          everything CI runs: format, lints, docs, tests, schemas, renders of charts, licences, output formats, hook, documentation site, graph page
  ci quick                    the same without what needs npm, PyPI, the Go module proxy, crates.io and Debian
  ci tools                    only that: YAML test suite, schemas, renders of charts, licences, output formats, hook, documentation site, graph page in a browser
  ci page                     only the last
  ci renders                  only the renders of charts
  docs                        the documentation site in target/book, with a page for each rule, and whether its links resolve
  generate [--check]          write the generated files (JSON Schema, rule pages of the docs), or say what is stale
  schemas [--check]           write the bundled table of Kubernetes' schemas from its sources (PyPI, Go modules), or compare it with them
  broken record MINOR ADDRESS TOKEN
                              break the valid objects in one place each, and write down what a kube-apiserver says of them
  broken lifetimes MINOR ADDRESS TOKEN
                              write down what a kube-apiserver says of the valid objects, and which kinds it serves
  new-rule CATEGORY/RULE-ID   write the two files of a new rule and list it
  helm-parity [OPTION…] DIR…  render every chart below the folders as we do and as the real Helm does, and compare; dependencies come from the charts found
      --helm PROGRAM          the real one; without it `helm`
      --version VERSION       which Helm is imitated (4.3, 4.1, 3.22, 3.17)
      --vendor DIR            charts to take dependencies from only (may be given again)
      --only NAME             only the charts of that name
      --out FILE              write a table with tabs as well
      --scenarios             each chart also with each of its `ci/*values*.yaml` and `examples/*/values*.yaml`
      --bench                 measure times, too, one chart at a time
      --as-built              do not build in release mode first
  helm-fuzz FILE [FUNCTION…]  what the expressions of the file give here and gave in Helm (`go run . -o FILE` in crates/xtask/go/helm-fuzz makes it)
  helm-record [--check] HELM  write down what this Helm makes of the charts of readylint_helm's tests, or compare; first the newest
  bench                       the pipeline's table, how the graph grows, start-up and peak memory
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match arguments.as_slice() {
        ["ci"] => ci::all(true),
        ["ci", "quick"] => ci::all(false),
        ["ci", "tools"] => ci::with_tools(),
        ["ci", "page"] => page::test(),
        ["ci", "renders"] => ci::renders(),
        ["docs"] => docs::site(),
        ["generate"] => generate::write(),
        ["generate", "--check"] => generate::check(),
        ["new-rule", name] => new_rule::write(name),
        ["schemas"] => schemas::schemas(false),
        ["schemas", "--check"] => schemas::schemas(true),
        ["broken", "record", minor, address, token] => broken::record(minor, address, token),
        ["broken", "lifetimes", minor, address, token] => broken::lifetimes(minor, address, token),
        ["helm-parity", rest @ ..] => helm_parity::run(rest),
        ["helm-parity-worker", version, repeats, folder, output, values @ ..] => {
            helm_parity::worker(version, repeats, folder, output, values.first().copied())
        }
        ["helm-fuzz", rest @ ..] => helm_fuzz::run(rest),
        ["helm-record", rest @ ..] => helm_record::run(rest),
        ["bench"] => bench::all(),
        _ => {
            eprint!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

#!/usr/bin/env python3
"""Asks real Helm binaries again for what the tests of readylint_helm expect.

    tests/record.py HELM_4_3 [HELM_4_1 [HELM_3_17]]

* data/errors.jsonl: each row holds a small chart and the arguments; this writes what each Helm answers: the text after
  "Error: ", or null if it renders.
* charts/NAME/: `chart` is the chart, `values.yaml` (if there is one) is given with -f, `arguments` (if there is one) holds
  further arguments, one a line. This writes expected.txt, and expected-4.1.txt and expected-3.17.txt where an older Helm
  prints something else.

A binary that is left out keeps its recorded answers.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
VERSIONS = ["4.3", "4.1", "3.17"]


def run(helm, chart, arguments):
    command = [helm, "template", "release-name", chart, *arguments]
    done = subprocess.run(command, capture_output=True, check=False, cwd=chart)
    out = done.stdout.decode("utf-8", "replace")
    err = done.stderr.decode("utf-8", "replace")
    return out, err, done.returncode


def said(err):
    """The text after "Error: ", without the warnings before it."""
    _, _, text = ("\n" + err).partition("\nError: ")
    return text[:-1] if text.endswith("\n") else text


def errors(helms):
    path = HERE / "data" / "errors.jsonl"
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    for row in rows:
        answers = row.setdefault("helm", {})
        for version, helm in helms:
            with tempfile.TemporaryDirectory() as folder:
                chart = pathlib.Path(folder) / "shop"
                for name, text in row["files"].items():
                    file = chart / name
                    file.parent.mkdir(parents=True, exist_ok=True)
                    file.write_text(text)
                _, err, code = run(helm, str(chart), row.get("args", []))
                text = said(err).replace(folder + "/", "") if code else None
                # of an endless recursion the start is enough
                answers[version] = text[: row["first"]] if text and "first" in row else text
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))


def charts(helms):
    for folder in sorted((HERE / "charts").iterdir()):
        arguments = []
        if (folder / "values.yaml").exists():
            arguments += ["-f", str(folder / "values.yaml")]
        if (folder / "arguments").exists():
            arguments += (folder / "arguments").read_text().splitlines()
        newest = None
        for version, helm in helms:
            out, err, code = run(helm, str(folder / "chart"), arguments)
            text = out if code == 0 else "Error: " + said(err) + "\n"
            if version == "4.3":
                newest = text
                (folder / "expected.txt").write_text(text)
                continue
            file = folder / f"expected-{version}.txt"
            if text == newest:
                file.unlink(missing_ok=True)
            else:
                file.write_text(text)


def main():
    helms = list(zip(VERSIONS, sys.argv[1:]))
    if not helms:
        sys.exit(__doc__)
    errors(helms)
    charts(helms)


main()

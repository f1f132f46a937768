// Command helm-values asks the real helm for the values of many small charts, for
// crates/readylint_helm/tests/values. It takes the binaries of the four imitated versions:
//
//	go run . 4.3=/tmp/orc/helm 4.1=/tmp/orc/helm41 3.22=/tmp/orc/helm3 3.17=/tmp/orc/helm317 >../../../readylint_helm/tests/data/values.jsonl
//
// The charts are in cases/: `== NAME` starts one, `args: …` holds a flag and its value (one for each line, the value may
// hold spaces), `-- PATH --` starts a file; a path through x.tgz makes an archive. In files of one-liners (sets, ignore,
// chart) each line is a case of its own; `\n` in it is a line break.
package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
)

// A file has a path from the chart's folder; below @ lie those beside it.
type file struct {
	Path string `json:"path"`
	Text string `json:"text"`
}

type testCase struct {
	Name  string   `json:"name"`
	Args  []string `json:"args,omitempty"`
	Files []file   `json:"files"`
	// which versions are asked; all if empty
	versions []string
	Answers  map[string]answer `json:"answers"`
}

// An answer is what charts print, by their path, or an error.
type answer struct {
	Charts map[string]json.RawMessage `json:"charts,omitempty"`
	Error  string                     `json:"error,omitempty"`
}

const (
	chartYAML = "apiVersion: v2\nname: shop\nversion: 0.1.0\n"
	probe     = "{{ $files := list }}{{ range $name, $bytes := .Files }}{{ $files = append $files $name }}{{ end }}" +
		`{{ dict "path" (.Template.BasePath | trimSuffix "/templates") "values" .Values "chart" .Chart "files" (sortAlpha $files) | toJson }}`
)

func main() {
	binaries := map[string]string{}
	for _, argument := range os.Args[1:] {
		name, path, _ := strings.Cut(argument, "=")
		binaries[name] = path
	}
	cases := read()
	var wait sync.WaitGroup
	work := make(chan int)
	for range 2 {
		wait.Go(func() {
			for i := range work {
				cases[i].ask(binaries)
			}
		})
	}
	for i := range cases {
		work <- i
	}
	close(work)
	wait.Wait()
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	for _, one := range cases {
		// the test knows the template
		one.Files = slices.DeleteFunc(one.Files, func(f file) bool { return f.Text == probe })
		must(encoder.Encode(one))
	}
}

func read() []testCase {
	names, err := filepath.Glob("cases/*.txt")
	must(err)
	var cases []testCase
	for _, name := range names {
		text, err := os.ReadFile(name)
		must(err)
		family := strings.TrimSuffix(filepath.Base(name), ".txt")
		switch family {
		case "sets":
			cases = append(cases, sets(lines(text))...)
		case "ignore":
			cases = append(cases, ignores(lines(text))...)
		case "chart":
			cases = append(cases, charts(lines(text))...)
		case "schema":
			cases = append(cases, schemas(lines(text))...)
		default:
			cases = append(cases, blocks(family, string(text))...)
		}
	}
	return cases
}

func lines(text []byte) []string {
	var found []string
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSuffix(line, "\n")
		if line != "" && !strings.HasPrefix(line, "## ") {
			found = append(found, strings.ReplaceAll(line, `\n`, "\n"))
		}
	}
	return found
}

// sets: FLAG ARGUMENT, over values that hold something already.
func sets(lines []string) []testCase {
	var cases []testCase
	for _, line := range lines {
		flag, argument, _ := strings.Cut(line, " ")
		cases = append(cases, testCase{
			Name: "sets/" + line,
			Args: []string{"-f", "over.yaml", flag, argument},
			Files: []file{
				{"Chart.yaml", chartYAML},
				{"@/over.yaml", "m: {x: 1}\nl: [a, {b: c}, [d]]\ns: text\nn: null\n"},
				{"@/file.txt", "content, {of}\n a=file\n"},
			},
			versions: []string{"4.3", "3.22"},
		})
	}
	return cases
}

func ignores(lines []string) []testCase {
	var cases []testCase
	for _, line := range lines {
		one := testCase{Name: "ignore/" + line, versions: []string{"4.3", "3.17"}}
		one.Files = []file{{"Chart.yaml", chartYAML}, {".helmignore", line}}
		for _, path := range []string{
			"README.md", "a.txt", "b.log", "x/a.txt", "x/y/a.txt", "x/y/b.log", "docs/one.md", "docs/two.txt", ".git/config",
			".hidden", "x/.hidden", "c d.txt", "[z].txt", "crds/c.yaml", "templates/.swp", "templates/x/.swp", "templates/x/n.yaml",
		} {
			one.Files = append(one.Files, file{path, ""})
		}
		one.Files = append(one.Files, file{"charts/sub/Chart.yaml", "name: sub\nversion: 1.0.0\n"},
			file{"charts/sub/a.txt", ""}, file{"charts/sub/.helmignore", "*\n"}, file{"charts/sub/docs/z", ""})
		cases = append(cases, one)
	}
	return cases
}

func charts(lines []string) []testCase {
	var cases []testCase
	for _, line := range lines {
		cases = append(cases, testCase{Name: "chart/" + line, Files: []file{{"Chart.yaml", line}}})
	}
	return cases
}

// schemas: SCHEMA ;; VALUES
func schemas(lines []string) []testCase {
	var cases []testCase
	for _, line := range lines {
		schema, values, _ := strings.Cut(line, " ;; ")
		cases = append(cases, testCase{
			Name:  "schema/" + line,
			Files: []file{{"Chart.yaml", chartYAML}, {"values.schema.json", schema}, {"values.yaml", values + "\n"}},
		})
	}
	return cases
}

func blocks(family, text string) []testCase {
	var cases []testCase
	for _, block := range strings.Split("\n"+text, "\n== ")[1:] {
		name, rest, _ := strings.Cut(block, "\n")
		one := testCase{Name: family + "/" + name}
		for line := range strings.Lines(rest) {
			trimmed := strings.TrimSpace(line)
			path, isFile := strings.CutPrefix(trimmed, "-- ")
			path, isFile2 := strings.CutSuffix(path, " --")
			if isFile && isFile2 {
				one.Files = append(one.Files, file{Path: path})
			} else if len(one.Files) > 0 {
				one.Files[len(one.Files)-1].Text += line
			} else if argument, is := strings.CutPrefix(trimmed, "args: "); is {
				flag, value, _ := strings.Cut(argument, " ")
				one.Args = append(one.Args, flag, value)
			}
		}
		if !slices.ContainsFunc(one.Files, func(f file) bool { return f.Path == "Chart.yaml" || f.Path == "@none" }) {
			one.Files = append(one.Files, file{"Chart.yaml", chartYAML})
		}
		cases = append(cases, one)
	}
	return cases
}

// ask fills in the answers.
func (c *testCase) ask(binaries map[string]string) {
	folder, err := os.MkdirTemp("", "helm-values")
	must(err)
	defer os.RemoveAll(folder)
	// a template in each chart tells what it sees
	for _, f := range slices.Clone(c.Files) {
		if before, is := strings.CutSuffix(f.Path, "Chart.yaml"); is && (before == "" || strings.HasSuffix(before, "/")) {
			c.Files = append(c.Files, file{before + "templates/probe.yaml", probe})
		}
	}
	archives := map[string]*bytes.Buffer{}
	writers := map[string]*tar.Writer{}
	for _, f := range c.Files {
		path := filepath.Join(folder, "shop", f.Path)
		if beside, is := strings.CutPrefix(f.Path, "@/"); is {
			path = filepath.Join(folder, beside)
		}
		if archive, inner, is := strings.Cut(f.Path, ".tgz/"); is {
			archive = filepath.Join(folder, "shop", archive+".tgz")
			if writers[archive] == nil {
				archives[archive] = &bytes.Buffer{}
				writers[archive] = tar.NewWriter(archives[archive])
			}
			must(writers[archive].WriteHeader(&tar.Header{Name: inner, Mode: 0o644, Size: int64(len(f.Text))}))
			_, err := writers[archive].Write([]byte(f.Text))
			must(err)
			continue
		}
		must(os.MkdirAll(filepath.Dir(path), 0o755))
		must(os.WriteFile(path, []byte(f.Text), 0o644))
	}
	for archive, buffer := range archives {
		must(writers[archive].Close())
		var packed bytes.Buffer
		writer := gzip.NewWriter(&packed)
		_, err := writer.Write(buffer.Bytes())
		must(err)
		must(writer.Close())
		must(os.MkdirAll(filepath.Dir(archive), 0o755))
		must(os.WriteFile(archive, packed.Bytes(), 0o644))
	}
	c.Answers = map[string]answer{}
	// what the chart says of itself, where that is asked for
	withChart := strings.HasPrefix(c.Name, "chart/") || strings.HasPrefix(c.Name, "dependencies/")
	// versions that say the same share a row
	said := map[string][]string{}
	for version, binary := range binaries {
		if len(c.versions) == 0 || slices.Contains(c.versions, version) {
			text, err := json.Marshal(run(binary, folder, c.Args, withChart && strings.HasPrefix(version, "4")))
			must(err)
			said[string(text)] = append(said[string(text)], version)
		}
	}
	for text, versions := range said {
		var one answer
		must(json.Unmarshal([]byte(text), &one))
		slices.Sort(versions)
		c.Answers[strings.Join(versions, " ")] = one
	}
}

func run(binary, folder string, args []string, withChart bool) answer {
	command := exec.Command(binary, append([]string{"template", "release", "./shop"}, args...)...)
	command.Dir = folder
	command.Env = append(os.Environ(), "HOME="+folder)
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr = &stdout, &stderr
	if err := command.Run(); err != nil {
		text := stderr.String()
		if at := strings.Index(text, "Error: "); at >= 0 {
			text = text[at+len("Error: "):]
		} else if strings.Contains(text, "panic: ") {
			text = "panic"
		}
		text = strings.ReplaceAll(text, folder, "FOLDER")
		return answer{Error: strings.TrimSuffix(text, "\n")}
	}
	found := answer{Charts: map[string]json.RawMessage{}}
	for line := range strings.Lines(stdout.String()) {
		if !strings.HasPrefix(line, "{") {
			continue
		}
		var chart map[string]json.RawMessage
		must(json.Unmarshal([]byte(line), &chart))
		var path string
		must(json.Unmarshal(chart["path"], &path))
		delete(chart, "path")
		// in Helm 3 it is a struct, whose names in JSON are others
		if !withChart {
			delete(chart, "chart")
		}
		text, err := json.Marshal(chart)
		must(err)
		found.Charts[path] = text
	}
	return found
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

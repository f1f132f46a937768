// Command helm-parse asks Go's text/template/parse what it makes of templates. Tests compare readylint's parser with its
// answers.
//
//	go run . record [-o FILE]          the templates of inputs.go and those made from them
//	go run . random [-o FILE] COUNT    other templates made the same way, for a longer search
//	go run . files  [-o FILE] FOLDER   every template of the charts in a folder
//
// record makes crates/readylint_helm/tests/data/parse.jsonl; the answers of the others may take its place for a while.
// The first line of an answer holds the names of Helm's functions. Each line after it is a template: its text, and
// either Go's error or the trees as Go prints them, with every operand, its position and its value.
package main

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"text/template/parse"
	"unicode/utf8"

	"github.com/Masterminds/sprig/v3"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "helm-parse:", err)
		os.Exit(1)
	}
}

// run carries out one command line.
func run(args []string, stdout io.Writer) error {
	if len(args) == 0 {
		return fmt.Errorf("a command is needed: record, random or files")
	}
	flags := flag.NewFlagSet(args[0], flag.ContinueOnError)
	output := flags.String("o", "", "write to this `file` instead of standard output")
	if err := flags.Parse(args[1:]); err != nil {
		return err
	}
	var texts [][]byte
	var err error
	switch rest := flags.Args(); {
	case args[0] == "record" && len(rest) == 0:
		texts = append(written(), made(1, 600)...)
	case args[0] == "random" && len(rest) == 1:
		var count int
		if count, err = strconv.Atoi(rest[0]); err == nil {
			texts = made(2, count)
		}
	case args[0] == "files" && len(rest) == 1:
		texts, err = files(rest[0])
	default:
		return fmt.Errorf("not a command with its arguments: %q", args)
	}
	if err != nil {
		return err
	}
	answers, err := ask(texts)
	if err != nil {
		return err
	}
	if *output != "" {
		return os.WriteFile(*output, answers, 0o644)
	}
	_, err = stdout.Write(answers)
	return err
}

// fileName is what the templates are called.
const fileName = "chart/templates/a.yaml"

// functions are the names of Helm's functions and of Go's builtins.
func functions() map[string]any {
	names := sprig.TxtFuncMap()
	delete(names, "env")
	delete(names, "expandenv")
	all := map[string]any{}
	for name := range names {
		all[name] = true
	}
	for _, name := range strings.Fields(helmFunctions + " " + builtins) {
		all[name] = true
	}
	return all
}

const (
	// pkg/engine/funcs.go of Helm 4.3
	helmFunctions = `toToml mustToToml fromToml toYaml mustToYaml toYamlPretty fromYaml fromYamlArray toJson mustToJson
		fromJson fromJsonArray mustToDuration durationSeconds durationMilliseconds durationMicroseconds
		durationNanoseconds durationMinutes durationHours durationDays durationWeeks durationRoundTo
		durationTruncateTo include tpl required lookup`
	// text/template/funcs.go
	builtins = `and break call continue html index slice js len not or print printf println urlquery eq ge gt le lt ne`
)

// answer is what Go makes of one template.
type answer struct {
	Text    string            `json:"text,omitempty"`
	Hex     string            `json:"hex,omitempty"`
	Error   string            `json:"error,omitempty"`
	Root    string            `json:"root,omitempty"`
	Defines map[string]string `json:"defines,omitempty"`
	Nodes   []string          `json:"nodes,omitempty"`
}

// ask parses every text once.
func ask(texts [][]byte) ([]byte, error) {
	names := functions()
	delete(names, "break")
	delete(names, "continue")
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(slices.Sorted(maps.Keys(names))); err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for _, text := range texts {
		if seen[string(text)] {
			continue
		}
		seen[string(text)] = true
		if err := encoder.Encode(parsed(string(text), names)); err != nil {
			return nil, err
		}
	}
	return out.Bytes(), nil
}

func parsed(text string, names map[string]any) answer {
	var made answer
	if utf8.ValidString(text) {
		made.Text = text
	} else {
		made.Hex = hex.EncodeToString([]byte(text))
	}
	trees, err := parse.Parse(fileName, text, "", "", names)
	if err != nil {
		made.Error = err.Error()
		return made
	}
	made.Defines = map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(trees)) {
		if name == fileName {
			made.Root = trees[name].Root.String()
		} else {
			made.Defines[name] = trees[name].Root.String()
		}
		made.Nodes = walk(made.Nodes, trees[name].Root)
	}
	return made
}

// walk lists what stands in actions: position, kind, how it is printed, and its value.
func walk(out []string, node parse.Node) []string {
	say := func(kind, value string) {
		out = append(out, strings.TrimSpace(fmt.Sprintf("%d %s %s %s", node.Position(), kind, node, value)))
	}
	branch := func(kind string, node *parse.BranchNode) {
		out = append(out, fmt.Sprintf("%d %s", node.Position(), kind))
		out = walk(out, node.Pipe)
		out = walk(out, node.List)
		if node.ElseList != nil {
			out = append(out, "else")
			out = walk(out, node.ElseList)
		}
	}
	switch node := node.(type) {
	case *parse.ListNode:
		for _, child := range node.Nodes {
			out = walk(out, child)
		}
	case *parse.ActionNode:
		say("action", "")
		out = walk(out, node.Pipe)
	case *parse.PipeNode:
		say("pipe", "line="+strconv.Itoa(node.Line))
		for _, command := range node.Cmds {
			out = walk(out, command)
		}
	case *parse.CommandNode:
		say("command", "")
		for _, argument := range node.Args {
			out = walk(out, argument)
		}
	case *parse.ChainNode:
		say("chain", "")
		out = walk(out, node.Node)
	case *parse.NumberNode:
		say("number", number(node))
	case *parse.StringNode:
		say("string", hex.EncodeToString([]byte(node.Text)))
	case *parse.IfNode:
		branch("if", &node.BranchNode)
	case *parse.WithNode:
		branch("with", &node.BranchNode)
	case *parse.RangeNode:
		branch("range", &node.BranchNode)
	case *parse.TemplateNode:
		say("template", "")
		if node.Pipe != nil {
			out = walk(out, node.Pipe)
		}
	case *parse.TextNode:
		out = append(out, fmt.Sprintf("%d text", node.Position()))
	case *parse.BreakNode, *parse.ContinueNode:
	default:
		say("operand", "")
	}
	return out
}

// number says what a constant can be read as.
func number(node *parse.NumberNode) string {
	var out []string
	if node.IsInt {
		out = append(out, fmt.Sprintf("int=%d", node.Int64))
	}
	if node.IsUint {
		out = append(out, fmt.Sprintf("uint=%d", node.Uint64))
	}
	if node.IsFloat {
		out = append(out, fmt.Sprintf("float=%016x", math.Float64bits(node.Float64)))
	}
	if node.IsComplex {
		out = append(out, fmt.Sprintf("complex=%016x,%016x",
			math.Float64bits(real(node.Complex128)), math.Float64bits(imag(node.Complex128))))
	}
	return strings.Join(out, " ")
}

// files reads the templates of the charts in a folder.
func files(folder string) ([][]byte, error) {
	var texts [][]byte
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() || !strings.Contains(path, "/templates/") {
			return err
		}
		text, err := os.ReadFile(path)
		texts = append(texts, text)
		return err
	})
	return texts, err
}

// Command helm-exec records what Go's text/template, fmt and Helm's engine answer, for the tests of readylint_helm's
// interpreter.
//
//	go run . language [-o FILE]
//	go run . calls    [-o FILE]
//	go run . format   [-o FILE]
//	go run . files    [-o FILE]
//	go run . globs    [-o FILE]
//
// language runs templates that need no functions but Go's and Helm's own, calls those that need Sprig's, format those
// that print values by every verb, files those that read .Files (with Helm's engine), globs matches patterns. Each writes
// one JSON object a line: what the templates see first, then a template with its output or error.
package main

import (
	"encoding/base64"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode/utf8"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "helm-exec:", err)
		os.Exit(1)
	}
}

// run carries out one command line.
func run(args []string, stdout io.Writer) error {
	families := map[string]func() ([]any, error){
		"language": func() ([]any, error) { return executed(languageCases()) },
		"calls":    func() ([]any, error) { return executed(callCases()) },
		"format":   func() ([]any, error) { return executed(formatCases()) },
		"files":    fileRows,
		"globs":    globRows,
	}
	if len(args) == 0 || families[args[0]] == nil {
		return fmt.Errorf("a command is needed: language, calls, format, files or globs")
	}
	flags := flag.NewFlagSet(args[0], flag.ContinueOnError)
	output := flags.String("o", "", "write to this `file` instead of standard output")
	if err := flags.Parse(args[1:]); err != nil {
		return err
	}
	rows, err := families[args[0]]()
	if err != nil {
		return err
	}
	var text strings.Builder
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	for _, row := range rows {
		if err := encoder.Encode(row); err != nil {
			return err
		}
	}
	if *output != "" {
		return os.WriteFile(*output, []byte(text.String()), 0o644)
	}
	_, err = io.WriteString(stdout, text.String())
	return err
}

// row is a template and what came of it.
type row struct {
	Template any `json:"t"`
	Output   any `json:"o,omitempty"`
	Error    any `json:"e,omitempty"`
}

// text is a string of JSON, or base64 of one that is no UTF-8.
func text(value string) any {
	if utf8.ValidString(value) {
		return value
	}
	return tagged("base64", base64.StdEncoding.EncodeToString([]byte(value)))
}

func tagged(kind string, value any) any {
	return map[string]any{"$": kind, "v": value}
}

// Command helm-strings asks the functions that Helm 4.3.1 hands to templates, through text/template, and records their
// answers for crates/readylint_helm/tests/functions.rs: strings, regular expressions, dates, paths, encoding, cryptography.
//
//	TZ=UTC go run -ldflags=-checklinkname=0 . record ../../../readylint_helm/tests/data
//	go run -ldflags=-checklinkname=0 . certificates ../../../readylint_helm/src/function/crypto/data
//
// record writes functions.txt (every function with its Go type), unicode.txt (Go's classes of characters) and
// functions-FAMILY.jsonl, a call and its answer on each line. The random ones are recorded where they refuse. certificates
// writes the certificates and keys that stand in for random ones; it gives others each time, so it ran once.
package main

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"text/template"
	"time"
	"unicode/utf8"

	"github.com/Masterminds/semver/v3"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "helm-strings:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	switch {
	case len(args) == 2 && args[0] == "record":
		return record(args[1])
	case len(args) == 2 && args[0] == "certificates":
		return writeCertificates(args[1])
	}
	return fmt.Errorf("record or certificates and a folder are needed")
}

func record(folder string) error {
	write := func(name, text string) error {
		return os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644)
	}
	if err := write("functions.txt", listFunctions()); err != nil {
		return err
	}
	if err := write("unicode.txt", characters()); err != nil {
		return err
	}
	families := map[string]func(*recorder){
		"strings": stringCalls, "regexes": regexCalls, "dates": dateCalls, "paths": pathCalls,
		"encoding": encodingCalls, "crypto": cryptoCalls,
	}
	for name, calls := range families {
		r := &recorder{functions: allFunctions(), seen: map[string]bool{}}
		calls(r)
		if r.err != nil {
			return r.err
		}
		if err := write("functions-"+name+".jsonl", r.out.String()); err != nil {
			return err
		}
	}
	return nil
}

// A recorder calls functions and writes the answers.
type recorder struct {
	functions template.FuncMap
	out       bytes.Buffer
	seen      map[string]bool
	err       error
}

// A row is one call: exactly one of result and error is there.
type row struct {
	Name      string `json:"call"`
	Arguments []any  `json:"with"`
	Result    any    `json:"gives,omitempty"`
	Error     string `json:"fails,omitempty"`
}

// call records one call.
func (r *recorder) call(name string, arguments ...any) {
	data := map[string]any{}
	names := []string{name}
	encoded := []any{}
	for index, argument := range arguments {
		key := "a" + strconv.Itoa(index)
		data[key] = argument
		names = append(names, "."+key)
		// before the call, which may change it
		encoded = append(encoded, encode(argument))
	}
	one := row{Name: name, Arguments: encoded}
	var result any
	functions := template.FuncMap{"capture": func(v any) string { result = v; return "" }}
	for known, function := range r.functions {
		functions[known] = function
	}
	text := "{{ capture (" + strings.Join(names, " ") + ") }}"
	parsed, err := template.New("t").Funcs(functions).Parse(text)
	if err != nil {
		r.err = fmt.Errorf("%s: %w", text, err)
		return
	}
	var ignored bytes.Buffer
	if err := parsed.Execute(&ignored, data); err != nil {
		_, words, found := strings.Cut(err.Error(), "error calling "+name+": ")
		if !found {
			r.err = fmt.Errorf("%s %v: %w", name, encoded, err)
			return
		}
		one.Error = words
	} else {
		one.Result = encode(result)
	}
	written := &bytes.Buffer{}
	encoder := json.NewEncoder(written)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(one); err != nil {
		r.err = err
		return
	}
	if !r.seen[written.String()] {
		r.seen[written.String()] = true
		r.out.Write(written.Bytes())
	}
}

// each calls a function with every combination of the arguments in the lists.
func (r *recorder) each(name string, lists ...[]any) {
	var arguments []any
	var step func(int)
	step = func(depth int) {
		if depth == len(lists) {
			r.call(name, arguments...)
			return
		}
		for _, argument := range lists[depth] {
			arguments = append(arguments[:depth], argument)
			step(depth + 1)
		}
	}
	step(0)
}

// of makes a list of arguments.
func of[T any](items ...T) []any {
	list := make([]any, len(items))
	for index, item := range items {
		list[index] = item
	}
	return list
}

// encode tells a value and its Go type in JSON.
func encode(value any) any {
	tagged := func(tag string, v any) any { return map[string]any{tag: v} }
	switch v := value.(type) {
	case nil:
		return tagged("nil", true)
	case bool, int:
		return v
	case string:
		if utf8.ValidString(v) {
			return v
		}
		return tagged("hex", hex.EncodeToString([]byte(v)))
	case []byte:
		return tagged("bytes", hex.EncodeToString(v))
	case int64:
		return tagged("int64", strconv.FormatInt(v, 10))
	case uint32:
		return tagged("uint32", strconv.FormatUint(uint64(v), 10))
	case uint64:
		return tagged("uint64", strconv.FormatUint(v, 10))
	case float64:
		return tagged("float64", strconv.FormatFloat(v, 'g', -1, 64))
	case time.Time:
		zone, offset := v.Zone()
		return tagged("time", []any{strconv.FormatInt(v.Unix(), 10), v.Nanosecond(), zone, offset})
	case time.Duration:
		return tagged("duration", strconv.FormatInt(int64(v), 10))
	case *semver.Version:
		return tagged("semver", v.Original())
	case []any:
		return list(v)
	case []string:
		return tagged("strings", list(v))
	case []int:
		return tagged("ints", list(v))
	case map[string]any:
		return tagged("map", entries(v))
	case map[string]string:
		return tagged("stringmap", entries(v))
	}
	if rv := reflect.ValueOf(value); rv.Kind() == reflect.Struct && rv.Type().String() == "sprig.certificate" {
		return tagged("certificate", []string{rv.Field(0).String(), rv.Field(1).String()})
	}
	panic(fmt.Sprintf("no form for %T", value))
}

func list[T any](items []T) []any {
	out := []any{}
	for _, item := range items {
		out = append(out, encode(item))
	}
	return out
}

func entries[T any](items map[string]T) map[string]any {
	out := map[string]any{}
	for key, item := range items {
		out[key] = encode(item)
	}
	return out
}

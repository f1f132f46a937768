package main

import (
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"text/template"

	"github.com/Masterminds/sprig/v3"
)

// row is one call.
type row struct {
	F     string          `json:"f"`
	Args  json.RawMessage `json:"args"`
	Ok    json.RawMessage `json:"ok,omitempty"`
	Error string          `json:"error,omitempty"`
	// The arguments after the call, if it changed them.
	After json.RawMessage `json:"after,omitempty"`
}

// unordered are the functions whose answer is in the order of Go's maps: the rows have it sorted.
var unordered = []string{"keys", "values"}

// call is what text/template says before the words of a function.
var call = regexp.MustCompile(`^template: t:\d+:\d+: executing "t" at <.*?>: error calling \w+: `)

// functions writes the rows of all families, each once.
func functions(w io.Writer) error {
	calls := &calls{w: w, seen: map[string]bool{}}
	defaults(calls)
	numbers(calls)
	reflection(calls)
	lists(calls)
	dicts(calls)
	return calls.err
}

type calls struct {
	w    io.Writer
	seen map[string]bool
	err  error
}

// each calls every one of the functions (names separated by spaces) with the arguments.
func (c *calls) each(names string, args ...any) {
	for _, name := range strings.Fields(names) {
		c.one(name, args...)
	}
}

func (c *calls) one(name string, args ...any) {
	before := list(args)
	if c.err != nil || c.seen[name+before] {
		return
	}
	c.seen[name+before] = true
	ask := row{F: name, Args: json.RawMessage(before)}
	args = slices.Clone(args)
	data, source := map[string]any{}, "{{ take ("+name
	for i, arg := range args {
		args[i] = fresh(arg)
		if arg == nil {
			source += " nil"
			continue
		}
		data[fmt.Sprintf("a%d", i)] = args[i]
		source += fmt.Sprintf(" .a%d", i)
	}
	var taken any
	funcs := sprig.TxtFuncMap()
	funcs["take"] = func(value any) string { taken = value; return "" }
	parsed, err := template.New("t").Option("missingkey=zero").Funcs(funcs).Parse(source + ") }}")
	if err == nil {
		err = parsed.Execute(io.Discard, data)
	}
	switch {
	case err == nil:
		if slices.Contains(unordered, name) {
			taken = sorted(taken)
		}
		ask.Ok = json.RawMessage(text(taken))
	case call.MatchString(err.Error()):
		ask.Error = call.ReplaceAllString(err.Error(), "")
	default:
		return // text/template refused the call: no matter of the function
	}
	if after := list(args); after != before {
		ask.After = json.RawMessage(after)
	}
	line, err := json.Marshal(ask)
	if err == nil {
		_, err = fmt.Fprintf(c.w, "%s\n", line)
	}
	c.err = err
}

// list is the arguments as a JSON array.
func list(args []any) string {
	items := make([]string, len(args))
	for i, arg := range args {
		items[i] = text(arg)
	}
	return "[" + strings.Join(items, ",") + "]"
}

func sorted(value any) any {
	switch v := value.(type) {
	case []string:
		slices.Sort(v)
	case []any:
		slices.SortFunc(v, func(a, b any) int { return strings.Compare(text(a), text(b)) })
	}
	return value
}

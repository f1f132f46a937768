package main

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"text/template"

	"github.com/Masterminds/sprig/v3"
)

const (
	caseName    = "chart/templates/case.yaml"
	helpersName = "chart/templates/_helpers.tpl"
	rootName    = "gotpl"
	maxIncludes = 1000
)

// helpers are the templates that every case can call.
const helpers = `{{/* helpers */}}
{{- define "plain" }}plain {{ .Values.name }}{{ end }}
{{- define "dot" }}[{{ . }}]{{ end }}
{{- define "fails" }}
  {{ .Values.missing.deep }}{{ end }}
{{- define "outer" }}before {{ include "inner" . }} after{{ end }}
{{- define "inner" }}{{ template "fails" . }}{{ end }}
{{- define "refuses" }}{{ required "a name is needed" .Values.nothing }}{{ end }}
{{- define "scope" }}{{ $x := "own" }}{{ $x }} {{ $.Values.name }}{{ end }}
{{- define "nothing" }}{{ .Values.nothing }}{{ end }}
{{- define "blank" }}  {{/* only */}}
{{ end }}
{{- define "a\"b" }}quoted {{ .x.y }}{{ end }}
`

// renderer is a set of templates with Helm's functions.
type renderer struct {
	included map[string]int
}

func (e *renderer) functions(set *template.Template) template.FuncMap {
	return template.FuncMap{
		"include": func(name string, data any) (string, error) {
			if e.included[name] > maxIncludes {
				return "", fmt.Errorf("rendering template has a nested reference name: %s: %w", name, errors.New("unable to execute template"))
			}
			e.included[name]++
			defer func() { e.included[name]-- }()
			var out strings.Builder
			err := set.ExecuteTemplate(&out, name, data)
			return out.String(), err
		},
		"tpl": func(text string, data any) (string, error) {
			clone, err := set.Clone()
			if err != nil {
				return "", fmt.Errorf("cannot clone template: %w", err)
			}
			clone.Option("missingkey=zero").Funcs(e.functions(clone))
			parsed, err := clone.New(set.Name()).Parse(text)
			if err != nil {
				return "", fmt.Errorf("cannot parse template %q: %w", text, err)
			}
			var out strings.Builder
			if err := parsed.Execute(&out, data); err != nil {
				return "", fmt.Errorf("error during tpl function execution for %q: %w", text, err)
			}
			return strings.ReplaceAll(out.String(), "<no value>", ""), nil
		},
		"required": func(words string, value any) (any, error) {
			if value == nil || value == "" {
				return value, errors.New(words)
			}
			return value, nil
		},
		"fail": func(words string) (string, error) { return "", errors.New(words) },
		"lookup": func(string, string, string, string) (map[string]any, error) {
			return map[string]any{}, nil
		},
	}
}

// execute runs one template as Helm runs a file of a chart.
func execute(source string) (string, error) {
	e := &renderer{included: map[string]int{}}
	set := template.New(rootName).Option("missingkey=zero").Funcs(sprig.TxtFuncMap())
	set.Funcs(e.functions(set))
	for _, file := range [][2]string{{helpersName, helpers}, {caseName, source}} {
		if _, err := set.New(file[0]).Parse(file[1]); err != nil {
			return "", err
		}
	}
	var out strings.Builder
	err := set.ExecuteTemplate(&out, caseName, root())
	return out.String(), err
}

// address is what a pointer prints, another one each time.
var address = regexp.MustCompile(`\b0x[0-9a-f]{10,12}\b`)

// executed are the rows of a recording.
func executed(sources []string) ([]any, error) {
	data, err := described(root())
	if err != nil {
		return nil, err
	}
	rows := []any{map[string]any{"data": data, "helpers": helpers}}
	var seen []string
	for _, source := range sources {
		if slices.Contains(seen, source) {
			continue
		}
		seen = append(seen, source)
		output, err := execute(source)
		if address.MatchString(output) {
			continue
		}
		if err != nil {
			rows = append(rows, row{Template: text(source), Error: text(err.Error())})
		} else {
			rows = append(rows, row{Template: text(source), Output: text(output)})
		}
	}
	return rows, nil
}

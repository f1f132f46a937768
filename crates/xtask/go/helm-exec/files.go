package main

import (
	"github.com/gobwas/glob"
	"helm.sh/helm/v4/pkg/chart/common"
	chart "helm.sh/helm/v4/pkg/chart/v2"
	"helm.sh/helm/v4/pkg/engine"
)

// chartFiles are what .Files gives.
var chartFiles = []*common.File{
	{Name: "README.md", Data: []byte("# read\n")}, {Name: "config/app.yaml", Data: []byte("a: 1\nb: [x]\n")}, {Name: "config/db.conf", Data: []byte("k = v")},
	{Name: "config/deep/more.yaml", Data: []byte("more: true\n\n")}, {Name: "empty", Data: []byte{}}, {Name: "binary", Data: []byte{0, 255, 10, 13}}, {Name: "lines", Data: []byte("one\n\ntwo\r\nthree")}, {Name: ".hidden", Data: []byte("h")}, {Name: "break", Data: []byte("\n")},
}

// fileRows run templates with Helm's engine.
func fileRows() ([]any, error) {
	files := []any{}
	for _, file := range chartFiles {
		files = append(files, []any{file.Name, text(string(file.Data))})
	}
	rows := []any{map[string]any{"files": files}}
	for _, source := range fileCases {
		c := &chart.Chart{
			Metadata:  &chart.Metadata{Name: "chart", Version: "1.0.0", APIVersion: "v2"},
			Templates: []*common.File{{Name: "templates/case.yaml", Data: []byte(source)}},
			Files:     chartFiles,
		}
		output, err := engine.Render(c, common.Values{"Values": common.Values{}})
		if err != nil {
			rows = append(rows, row{Template: source, Error: text(err.Error())})
		} else {
			rows = append(rows, row{Template: source, Output: text(output["chart/templates/case.yaml"])})
		}
	}
	return rows, nil
}

var fileCases = []string{
	`{{ .Files.Get "README.md" }}`, `[{{ .Files.Get "missing" }}]`, `{{ .Files.Get "binary" | len }}`, `{{ .Files.GetBytes "config/db.conf" }}`, `{{ .Files.GetBytes "missing" }}`, `{{ range .Files.Lines "lines" }}<{{ . }}>{{ end }}`, `{{ .Files.Lines "lines" | len }} {{ .Files.Lines "missing" | len }} {{ .Files.Lines "empty" | len }} {{ .Files.Lines "break" | len }}`, `{{ range $i, $l := .Files.Lines "config/app.yaml" }}{{ $i }}{{ $l }};{{ end }}`,
	`{{ range $path, $_ := .Files.Glob "config/*" }}{{ $path }};{{ end }}`, `{{ range $path, $_ := .Files.Glob "config/**" }}{{ $path }};{{ end }}`, `{{ range $path, $_ := .Files.Glob "**.yaml" }}{{ $path }};{{ end }}`, `{{ range $path, $_ := .Files.Glob "*" }}{{ $path }};{{ end }}`, `{{ range $path, $_ := .Files.Glob "[" }}{{ $path }};{{ end }}`, `{{ range $path, $_ := .Files.Glob "missing/*" }}x{{ else }}none{{ end }}`, `{{ range $path, $bytes := .Files.Glob "config/d*" }}{{ $path }}: {{ $bytes }} {{ printf "%s" $bytes }}{{ end }}`, `{{ range .Files.Glob "README.md" }}{{ . }}{{ end }}`,
	`{{ (.Files.Glob "config/*").AsConfig }}`, `{{ (.Files.Glob "config/**").AsSecrets }}`, `{{ (.Files.Glob "missing").AsConfig }}`, `{{ (.Files.Glob "missing").AsSecrets }}`, `{{ (.Files.Glob "lines").AsConfig }}`, `{{ .Files.AsConfig | len }}`, `{{ (.Files.Glob "empty").AsConfig }}`, `{{ (.Files.Glob "{empty,binary}").AsSecrets }}`, `{{ len .Files }}`, `{{ printf "%T" .Files }}`, `{{ index .Files "config/db.conf" }}`, `{{ index .Files "missing" }}`, `{{ .Files.empty }}`, `{{ .Files.missing }}`, `{{ (.Files.Glob "config/*").Get "config/db.conf" }}`, `{{ if .Files.Get "missing" }}yes{{ else }}no{{ end }}`, `{{ "README.md" | .Files.Get }}`, `{{ .Files.Get .Values.x | print }}`,
	`{{ .Files.Get }}`, `{{ .Files.Get 1 }}`, `{{ .Files.Get "a" "b" }}`, `{{ .Files.Nope "a" }}`, `{{ .Files.Get .Values.missing }}`, `{{ .Files.Glob nil }}`, `{{ .Values.missing | .Files.Get }}`, `{{ (.Files.Glob "*").AsConfig 1 }}`,
}

// globRows match patterns with the library that Helm uses.
func globRows() ([]any, error) {
	names := []string{"a", "ab", "abc", "a/b", "a/b/c", "b", "/", "a/", "a.yaml", "config/app.yaml", "config/deep/x.yaml", "[a]", "a-b", "é", "日本", "a*b", "{a}", "a,b", "-", "]", "!", "\\", "ba", "xabcx", "config", ".hidden", "aa/bb.cc"}
	patterns := []string{
		"", "*", "**", "?", "??", "a", "a*", "*a", "*b*", "a**", "**a", "a?", "a/*", "a/**", "**/b", "**/*", "*/*", "a/*/c", "a/**/c", "**/c", "*.yaml", "**.yaml", "config/*.yaml", "config/**.yaml", "config/*", "config/**", "[abc]", "[!abc]", "[a-c]", "[!a-c]", "[a-c]*", "[a", "[]", "[]a]", "[!]", "[a-]", "[-a]", "[c-a]", "[a-c", "[\\]]", "[\\-]", "{a,b}", "{a,b}*", "{a,ab}c", "{a", "{a,b", "a}", "{}", "{,a}", "{a,{b,c}}", "*{b,c}", "{*,b}/c", "{a/b,b}", "\\*", "a\\*b", "\\", "a\\", "\\{a\\}", "é", "?é", "日?", "[é日]*", "***", "****", "*?", "?*", "**?", "?**", "*a*b*", "a*b*c", "{a*,b*}", "a,b", "{a\\,b,c}", "[a-c]/[a-c]", ".*", "*.*", "**/*.*", "{**/,}b", "[!/]", "a[/]b", "a?b", "[!!]", "[!-]", "a{/b,}", "*/", "/*", "{config,a}/**", "[[]a]", "[^a]",
	}
	rows := []any{map[string]any{"names": names}}
	for _, pattern := range patterns {
		compiled, err := glob.Compile(pattern, '/')
		if err != nil {
			rows = append(rows, map[string]any{"p": pattern, "e": true})
			continue
		}
		matches := []string{}
		for _, name := range names {
			if compiled.Match(name) {
				matches = append(matches, name)
			}
		}
		rows = append(rows, map[string]any{"p": pattern, "m": matches})
	}
	return rows, nil
}

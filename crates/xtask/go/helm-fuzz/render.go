package main

import (
	"helm.sh/helm/v4/pkg/chart/common"
	"helm.sh/helm/v4/pkg/chart/common/util"
	"helm.sh/helm/v4/pkg/chart/loader/archive"
	"helm.sh/helm/v4/pkg/chart/v2/loader"
	"helm.sh/helm/v4/pkg/engine"
)

// templateName is where the expression stands in its chart.
const templateName = "templates/x.yaml"

const chartYAML = `apiVersion: v2
name: fuzz
version: 1.2.3
appVersion: "4.5"
description: One expression
`

const helpers = `{{- define "plain" -}}plain {{ kindOf . }}{{- end -}}
{{- define "yaml" -}}
a: 1
b: [x, {{ .Release.Name | quote }}]
{{- end -}}
{{- define "fails" -}}{{ fail "no way" }}{{- end -}}
`

const valuesYAML = `str: hello
empty: ""
spaces: "  padded  "
unicode: "héllo wörld ☃ 😀"
multi: |
  one
    two

  three
quoted: "it's \"quoted\" \\ done"
number: "0123"
int: 5
zero: 0
neg: -3
big: 12345678
huge: 1234567890123456789
float: 1.5
tiny: 0.000001
whole: 2.0
yes: true
no: false
nothing: null
list: [b, a, c, a]
nums: [3, 1, 2.5, -1]
mixed: [1, two, null, true, {k: v}, [x]]
none: []
map: {b: 2, a: one, c: true}
deep: {a: {b: {c: leaf, d: [1, 2]}, n: null}, z9: 1, z10: 2}
bare: {}
dotted: {"a.b": 1, "": empty, "x y": 2}
template: "{{ .Values.str | upper }}-{{ .Release.Name }}"
global: {region: eu}
`

// ask renders a template eight times. The answer is not stable if they differ.
func ask(function, template string) (row, bool) {
	first := render(function, template)
	for range 7 {
		next := render(function, template)
		if text(first.Text) != text(next.Text) || text(first.Error) != text(next.Error) {
			return row{}, false
		}
	}
	return first, true
}

func text(pointer *string) string {
	if pointer == nil {
		return "-"
	}
	return "+" + *pointer
}

func render(function, template string) row {
	result := row{Function: function, Template: template}
	refuse := func(err error) row {
		message := err.Error()
		result.Error = &message
		return result
	}
	chart, err := loader.LoadFiles([]*archive.BufferedFile{
		{Name: "Chart.yaml", Data: []byte(chartYAML)},
		{Name: "values.yaml", Data: []byte(valuesYAML)},
		{Name: "templates/_helpers.tpl", Data: []byte(helpers)},
		{Name: "files/a.txt", Data: []byte("first\nsecond\n")},
		{Name: "files/b.yaml", Data: []byte("k: v\n")},
		{Name: templateName, Data: []byte(template)},
	})
	if err != nil {
		return refuse(err)
	}
	options := common.ReleaseOptions{Name: "release-name", Namespace: "default", Revision: 1, IsInstall: true}
	values, err := util.ToRenderValues(chart, nil, options, nil)
	if err != nil {
		return refuse(err)
	}
	files, err := engine.Render(chart, values)
	if err != nil {
		return refuse(err)
	}
	printed := files["fuzz/"+templateName]
	result.Text = &printed
	return result
}

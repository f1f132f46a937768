package main

import (
	"math/rand/v2"
	"strings"
)

// fragments are what made templates consist of.
var fragments = strings.Split(strings.ReplaceAll(`{{|}}|{{- | -}}|{{|}}|{{|}}| | |§|-|.|.a|.b.c|$|$x|$y|.Values.x|:=|=|,|(|)|||"s"|"\n"|'a'|''|0|1|-2|1.5|0x1p2|1i|1+2i|1_0|nil|true|false|if|else|else if|end|range|with|define|block|template|break|continue|quote|include|default|nosuch|{{if .a}}|{{else}}|{{end}}|{{range .b}}|{{with .c}}|{{else if .d}}|{{else with .e}}|{{define "t"}}|{{block "u" .}}|{{template "t" .}}|{{break}}|{{continue}}|{{$x := 1}}|{{range $k, $v := .m}}|{{/* c */}}|{{- /* c */ -}}|{{/*|*/|text|{|}|"|'|\|é|#|{{end}}|{{end}}|{{end}}`, "§", "\n"), "|")

// made makes templates: runs of fragments, and written templates with fragments put in or taken out. The same seed makes
// the same templates.
func made(seed uint64, count int) [][]byte {
	random := rand.New(rand.NewPCG(seed, 7))
	pick := func() string {
		fragment := fragments[random.IntN(len(fragments))]
		if fragment == "" {
			return "|"
		}
		return fragment
	}
	base := written()
	texts := make([][]byte, 0, count)
	for len(texts) < count {
		var text string
		switch len(texts) % 4 {
		case 0:
			var out strings.Builder
			for range 1 + random.IntN(14) {
				out.WriteString(pick())
			}
			text = out.String()
		case 1:
			var out strings.Builder
			for range 1 + random.IntN(4) {
				out.WriteString("{{ ")
				for range 1 + random.IntN(6) {
					out.WriteString(pick())
					out.WriteString([]string{" ", " ", "", "\n"}[random.IntN(4)])
				}
				out.WriteString("}}")
			}
			text = out.String()
		default:
			text = string(base[random.IntN(len(base))])
			if len(text) > 3000 {
				text = "short"
			}
			for range 1 + random.IntN(3) {
				at := random.IntN(len(text) + 1)
				rest := at
				if random.IntN(2) == 0 {
					rest = min(len(text), at+random.IntN(4))
				}
				text = text[:at] + pick() + text[rest:]
			}
		}
		texts = append(texts, []byte(text))
	}
	return texts
}

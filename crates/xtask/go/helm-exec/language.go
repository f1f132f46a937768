package main

import "fmt"

// operands are values of every kind that comparisons, truth and indexing tell apart.
var operands = []string{
	".Values.name", ".Values.empty", ".Values.zero", ".Values.one", ".Values.pi", ".Values.yes", ".Values.no", ".Values.nothing",
	".Values.missing", ".Values.int", ".Values.minusInt", ".Values.int64", ".Values.u8", ".Values.u64", ".Values.list", ".Values.none", ".Values.map", ".Values.noMap",
	".Values.ints", ".Values.strings", ".Values.stringMap", ".Values.bytes", ".Values.duration", ".Values.time", ".Values.version",
	".Capabilities", ".Capabilities.KubeVersion", ".Values.versions", ".Values.nan", "nil", "1", "1.0", `"web"`, "true", "'a'", "-42", `""`,
}

func languageCases() []string {
	cases := append([]string{}, language...)
	for _, one := range operands {
		cases = append(cases,
			"{{ "+one+" }}",
			"{{ if "+one+" }}true{{ else }}false{{ end }}",
			"{{ with "+one+" }}[{{ . }}]{{ else }}none{{ end }}",
			// some numbers are large
			"{{ range "+one+" }}<{{ . }}>{{ if eq (print .) \"9\" \"9ns\" }}{{ break }}{{ end }}{{ else }}none{{ end }}",
			"{{ range $i, $e := "+one+" }}<{{ $i }}={{ $e }}>{{ else }}none {{ $i }}{{ $e }}{{ end }}",
			"{{ range $e := "+one+" }}<{{ $e }}>{{ if eq (print .) \"9\" \"9ns\" }}{{ break }}{{ end }}{{ end }}",
			"{{ not "+one+" }}",
			"{{ len "+one+" }}",
			"{{ "+one+" | len }}",
			"{{ index "+one+" 0 }}",
			`{{ index `+one+` "a" }}`,
			`{{ index .Values.words `+one+` }}`,
			`{{ index .Values.map `+one+` }}`,
			`{{ include "dot" `+one+` }}`,
			`{{ template "dot" `+one+` }}`,
			"{{ and "+one+" 5 }}", "{{ or "+one+" 5 }}", "{{ and 5 "+one+" }}", "{{ or nil "+one+" }}",
			"{{ $v := "+one+" }}{{ $v }}",
			"{{ $v := "+one+" }}{{ $v.field }}",
			"{{ ("+one+").field }}",
			"{{ print "+one+" }}", "{{ print "+one+" 1 "+one+" }}", "{{ println "+one+" "+one+" }}",
			"{{ html "+one+" }}", "{{ js "+one+" }}", "{{ urlquery "+one+" }}",
			"{{ html "+one+" 1 }}",
			"{{ coalesce "+one+" 3 }}",
			"{{ printf "+one+" }}",
			"{{ include "+one+" . }}",
			"{{ "+one+" | include \"dot\" }}",
			"{{ tpl "+one+" . }}",
			"{{ call "+one+" }}",
			"{{ "+one+" | call }}",
			"{{ required \"needed\" "+one+" }}",
			"{{ "+one+" | not | not }}",
			"{{ range $k, $v := .Values.map }}{{ with "+one+" }}{{ $k }}{{ end }}{{ end }}",
		)
		for _, other := range operands {
			cases = append(cases, "{{ eq "+one+" "+other+" }}")
		}
	}
	for _, one := range []string{".Values.name", ".Values.one", ".Values.int", ".Values.int64", ".Values.u8", ".Values.yes", ".Values.nothing", ".Values.list", ".Values.duration", `"a"`, "7", "7.0"} {
		for _, other := range []string{".Values.name", ".Values.pi", ".Values.int", ".Values.u64", ".Values.u8", ".Values.minusInt", ".Values.no", "nil", ".Values.map", `"x"`, "9", "0.5"} {
			for _, function := range []string{"ne", "lt", "le", "gt", "ge"} {
				cases = append(cases, fmt.Sprintf("{{ %s %s %s }}", function, one, other))
			}
		}
	}
	return cases
}

// language are templates of every construct, and of every way in which one fails.
var language = []string{
	// text and trimming
	"", "plain text\n", "a {{- \"b\" -}} c", "a\n  {{- /* comment */ -}}\n  b", "{{/* c */}}x", "{{- \"x\" }} y",
	"x {{ \"{{\" }} y", "{{ `raw \\n {{ ` }}", "{{ \"tab\\tnl\\n\\u00e9\\x41\" }}", "{{ 'a' }} {{ '\\n' }} {{ '€' }}",
	// constants
	"{{ 1 }} {{ 1.0 }} {{ 1e3 }} {{ 0x10 }} {{ 0o17 }} {{ 017 }} {{ 0b11 }} {{ 1_000 }} {{ -5 }} {{ +5 }} {{ 1.5e-7 }} {{ 0x1p4 }} {{ .5 }}",
	"{{ 9223372036854775807 }}", "{{ 9223372036854775808 }}", "{{ 18446744073709551615 }}", "{{ -9223372036854775808 }}", "{{ 1e18 }} {{ 1e19 }} {{ 100000000000000000000.0 }}",
	"{{ true }} {{ false }}", "{{ nil }}", "{{ print nil }}", "{{ . | len }}", "{{ 0xffffffffffffffff }}", "{{ 1e400 | print }}",
	"{{ print 'x' 1.0 2 }}", "{{ print 0x1F }}", "{{ print 1e1 }}", "{{ print 12345678.0 123456789012345678 }}",
	// fields
	"{{ .Values.map.a }} {{ .Values.map.deep.x }} {{ $.Values.name }}", "{{ .Values.missing }}", "{{ .Values.missing.deep }}", "{{ .Missing.a.b }}",
	"{{ .Values.map.c }}", "{{ .Values.map.c.d }}", "{{ (.Values.missing).deep }}", "{{ ((.Values.missing).deep).more }}", "{{ .Values.name.x }}", "{{ .Values.list.x }}",
	"{{ $v := .Values.missing }}{{ $v.deep }}", "{{ $v := .Values.name }}{{ $v.deep }}", "{{ $v := .Values.map }}{{ $v.deep.x }}{{ $v.deep.q.r }}",
	"{{ .Values.stringMap.k }}|{{ .Values.stringMap.missing }}|", "{{ .Values.stringMap.missing.x }}", "{{ .Values.stringMap.k.x }}",
	"{{ range .Values.nils }}{{ .x }}{{ end }}", "{{ range $e := .Values.nils }}{{ $e.x }}{{ end }}", "{{ range .Values.list }}{{ .x }}{{ end }}",
	"{{ range .Values.rows }}{{ .n }}:{{ .on }};{{ end }}", "{{ range .Values.strings }}{{ .x }}{{ end }}", "{{ range .Values.ints }}{{ .x }}{{ end }}",
	"{{ with .Values.name }}{{ .x }}{{ end }}", "{{ with .Values.map }}{{ .a }}{{ $.Values.name }}{{ end }}", "{{ .Values.map.a \"arg\" }}", "{{ .Values.map.missing 1 }}", "{{ 1 | .Values.map.a }}",
	"{{ .Values.int.x }}", "{{ .Values.yes.x }}", "{{ .Values.bytes.x }}", "{{ .Values.keys.B }}{{ .Values.keys.ä }}", "{{ nil.x }}", "{{ (nil).x }}", "{{ \"a\".x }}", "{{ .x.y.z }}", "{{ . }}",
	"{{ $ }}", "{{ $.x.y }}", "{{ .Values.name . }}", "{{ $v := 1 }}{{ $v 2 }}", "{{ 3 2 }}", "{{ \"a\" 1 }}", "{{ 1 | 2 }}", "{{ . | . }}", "{{ (1) 2 }}", "{{ 2 | (1) }}", "{{ true 1 }}", "{{ nil 1 }}",
	"{{ .Values.name | nil }}", "{{ 1 | true }}", "{{ 1 | $ }}", "{{ $v := 3 }}{{ 1 | $v }}", "{{ 1 | $.Values.name }}",
	// structs and methods
	"{{ .Capabilities.KubeVersion.Version }} {{ .Capabilities.KubeVersion.Major }} {{ .Capabilities.KubeVersion.GitVersion }} {{ .Capabilities.KubeVersion.String }}",
	"{{ .Capabilities.APIVersions.Has \"v1\" }} {{ .Capabilities.APIVersions.Has \"v2\" }}", "{{ .Capabilities.APIVersions.Has }}", "{{ .Capabilities.APIVersions.Has 1 }}", "{{ .Capabilities.APIVersions.Has \"a\" \"b\" }}",
	"{{ \"v1\" | .Capabilities.APIVersions.Has }}", "{{ .Values.int | .Capabilities.APIVersions.Has }}", "{{ .Values.missing | .Capabilities.APIVersions.Has }}", "{{ .Capabilities.APIVersions.Has .Values.missing }}",
	"{{ .Capabilities.APIVersions.Has nil }}", "{{ .Capabilities.APIVersions.x }}", "{{ .Capabilities.Missing }}", "{{ .Capabilities.KubeVersion.Missing }}", "{{ .Capabilities.KubeVersion.Major 1 }}", "{{ .Capabilities.KubeVersion.String 1 }}",
	"{{ .Capabilities.KubeVersion.normalizedVersion }}", "{{ 1 | .Capabilities.KubeVersion.Major }}", "{{ .Capabilities.KubeVersion.Major.x }}", "{{ .Capabilities.Copy.KubeVersion.Minor }}",
	"{{ $k := .Capabilities.KubeVersion }}{{ $k }} {{ $k.GitVersion }}", "{{ with .Capabilities.KubeVersion }}{{ . }} {{ .Major }}{{ end }}", "{{ include \"dot\" .Capabilities.KubeVersion }}",
	"{{ .Values.Table }}", "{{ .Values.Table \"map\" }}", "{{ (.Values.Table \"map.deep\").x }}", "{{ .Values.Table \"name\" }}", "{{ .Values.Table \"map.none.q\" }}", "{{ .Values.Table 1 }}",
	"{{ .Values.PathValue \"name\" }} {{ .Values.PathValue \"map.deep.x\" }}", "{{ .Values.PathValue \"map\" }}", "{{ .Values.PathValue \"map.x.y\" }}", "{{ .Values.PathValue \"\" }}", "{{ .Values.PathValue \"nothing\" }}", "{{ .Values.PathValue }}",
	"{{ .Values.AsMap.name }}", "{{ $.AsMap.Release.Name }}", "{{ .Values.AsMap 1 }}", "{{ .Values.Encode }}", "{{ .Values.Encode 1 }}", "{{ .Values.Encode .Values.name }}", "{{ .Values.map.Table }}", "{{ .Values.map.AsMap }}", "{{ (.Values.Table \"map\").AsMap.a }}",
	"{{ .Values.time.Year }} {{ .Values.time.Day }} {{ .Values.time.Hour }} {{ .Values.time.Minute }} {{ .Values.time.Second }} {{ .Values.time.Nanosecond }} {{ .Values.time.YearDay }}",
	"{{ .Values.time.Unix }} {{ .Values.time.UnixMilli }} {{ .Values.time.UnixMicro }} {{ .Values.time.UnixNano }} {{ .Values.time.IsZero }} {{ .Values.time.String }} {{ .Values.time.UTC }}",
	"{{ .Values.time.AddDate 1 1 1 }} {{ .Values.time.AddDate 0 -2 0 }} {{ .Values.time.AddDate 0 13 -400 }}", "{{ .Values.time.Add .Values.duration }}", "{{ (.Values.time.Sub (.Values.time.AddDate 0 0 -1)).Hours }}",
	"{{ .Values.time.After .Values.time }} {{ .Values.time.Before (.Values.time.AddDate 0 0 1) }} {{ .Values.time.Equal .Values.time }} {{ .Values.time.Compare .Values.time }}", "{{ .Values.time.Add 1 }}", "{{ .Values.time.Format \"2006-01-02T15:04:05.000Z07:00 Jan Mon PM\" }}", "{{ .Values.time.Format }}", "{{ .Values.time.After 1 }}", "{{ .Values.time.wall }}", "{{ .Values.time.Nope }}", "{{ .Values.time.Year 1 }}",
	"{{ .Values.duration.Hours }} {{ .Values.duration.Minutes }} {{ .Values.duration.Seconds }} {{ .Values.duration.Milliseconds }} {{ .Values.duration.Microseconds }} {{ .Values.duration.Nanoseconds }} {{ .Values.duration.String }} {{ .Values.duration.Abs }}", "{{ .Values.duration.x }}",
	"{{ .Values.version.Major }}.{{ .Values.version.Minor }}.{{ .Values.version.Patch }} {{ .Values.version.Prerelease }} {{ .Values.version.Metadata }} {{ .Values.version.Original }} {{ .Values.version.String }}", "{{ .Values.version.Compare .Values.version }} {{ .Values.version.Equal .Values.version }} {{ .Values.version.LessThan .Values.version }}", "{{ .Values.version.Compare 1 }}", "{{ .Values.version.Compare nil }}", "{{ .Values.version.Major 1 }}", "{{ .Values.version.Nope }}", "{{ eq .Values.version.Major 1 }}", "{{ lt .Values.version.Minor 3 }}",
	// variables and scopes
	"{{ $x := 1 }}{{ $x }}{{ $x = 2 }}{{ $x }}", "{{ $x := 1 }}{{ if true }}{{ $x := 2 }}{{ $x }}{{ end }}{{ $x }}", "{{ $x := 1 }}{{ if true }}{{ $x = 2 }}{{ end }}{{ $x }}", "{{ $x := 1 }}{{ range .Values.words }}{{ $x = . }}{{ end }}{{ $x }}",
	"{{ $x := 1 }}{{ with $x := 2 }}{{ $x }}{{ end }}{{ $x }}", "{{ if $x := .Values.name }}{{ $x }}{{ else }}no{{ end }}", "{{ if $x := .Values.empty }}yes{{ else }}no [{{ $x }}]{{ end }}", "{{ with $x := .Values.missing }}yes{{ else }}no [{{ $x }}]{{ end }}",
	"{{ range $i, $e := .Values.words }}{{ $i }}{{ $e }}{{ end }}", "{{ range $e := .Values.words }}{{ $e }}{{ . }}{{ end }}", "{{ $i := 9 }}{{ $e := 8 }}{{ range $i, $e = .Values.words }}{{ $i }}{{ $e }} {{ end }}{{ $i }}{{ $e }}", "{{ $e := 8 }}{{ range $e = .Values.words }}{{ $e }} {{ end }}{{ $e }}",
	"{{ $e := 8 }}{{ range $e = .Values.none }}x{{ else }}{{ $e }}{{ end }}{{ $e }}", "{{ range $i, $e := .Values.none }}x{{ else }}{{ $i }}{{ $e }}{{ end }}", "{{ $x := 1 | print 2 }}{{ $x }}", "{{ $x := \"a\" }}{{ $y := $x }}{{ $x = \"b\" }}{{ $y }}{{ $x }}",
	"{{ range .Values.words }}{{ $y := . }}{{ $y }}{{ end }}", "{{ $a := 1 }}{{ template \"scope\" . }}", "{{ ($x := 5) }}", "{{ print ($x := 5) $x }}", "{{ if ($x := 5) }}{{ $x }}{{ end }}",
	// control
	"{{ if .Values.no }}a{{ else if .Values.yes }}b{{ else }}c{{ end }}", "{{ if .Values.no }}a{{ else if .Values.no }}b{{ else if .Values.empty }}c{{ else }}d{{ end }}", "{{ with .Values.missing }}a{{ else with .Values.name }}{{ . }}{{ else }}c{{ end }}", "{{ with .Values.missing }}a{{ else with .Values.none }}{{ . }}{{ else }}{{ .Values.name }}{{ end }}",
	"{{ range .Values.words }}{{ if eq . \"beta\" }}{{ break }}{{ end }}{{ . }}{{ end }}", "{{ range .Values.words }}{{ if eq . \"beta\" }}{{ continue }}{{ end }}{{ . }}{{ end }}!", "{{ range .Values.words }}{{ range $.Values.words }}{{ if eq . \"beta\" }}{{ break }}{{ end }}{{ . }}{{ end }};{{ end }}", "{{ range .Values.words }}{{ with . }}{{ break }}{{ end }}{{ end }}ok",
	"{{ range .Values.words }}{{ $x := . }}{{ if eq . \"beta\" }}{{ continue }}{{ end }}{{ $x }}{{ end }}{{ range .Values.none }}{{ else }}{{ range .Values.words }}{{ break }}{{ end }}e{{ end }}",
	"{{ range 3 }}{{ . }}{{ end }}", "{{ range $i := 3 }}{{ $i }}{{ end }}", "{{ range $i, $e := 3 }}{{ end }}", "{{ range 0 }}x{{ else }}none{{ end }}", "{{ range -1 }}x{{ else }}none{{ end }}", "{{ range .Values.pi }}x{{ end }}", "{{ range .Values.name }}x{{ end }}", "{{ range 2.0 }}x{{ end }}", "{{ $i := 7 }}{{ range $i = 2 }}{{ $i }}{{ end }}{{ $i }}", "{{ range 'a' }}{{ break }}{{ end }}", "{{ range .Values.u8 }}{{ printf \"%T\" . }}{{ break }}{{ end }}",
	"{{ range $k, $v := .Values.keys }}{{ $k }}={{ $v }};{{ end }}", "{{ range $k, $v := .Values.stringMap }}{{ $k }}={{ $v }};{{ end }}", "{{ range .Values.bytes }}{{ . }},{{ end }}", "{{ range .Values.maps }}{{ .a }};{{ .b }}{{ end }}", "{{ range .Values.maps }}{{ .a.b }}{{ end }}", "{{ range .Values.versions }}{{ . }};{{ end }}", "{{ range .Capabilities }}{{ end }}", "{{ range true }}{{ end }}", "{{ range nil }}{{ end }}", "{{ range $i, $c := .Values.words }}{{ if $i }},{{ end }}{{ $c }}{{ end }}",
	// pipelines and functions
	"{{ .Values.name | printf \"%s-%s\" \"a\" }}", "{{ 1 | print 2 | print 3 }}", "{{ print }}", "{{ println }}", "{{ printf }}", "{{ \"%d\" | printf }}", "{{ 3 | printf \"%d %d\" 4 }}", "{{ not }}", "{{ not 1 2 }}", "{{ len }}", "{{ len 1 2 }}", "{{ eq }}", "{{ eq 1 }}", "{{ 1 | eq }}", "{{ 1 | eq 1 }}", "{{ eq 1 2 3 1 }}", "{{ eq 1 2 \"x\" }}", "{{ eq 1 1 \"x\" }}", "{{ ne 1 }}", "{{ ne 1 2 3 }}", "{{ lt 1 }}", "{{ and }}", "{{ or }}", "{{ and 1 }}", "{{ or 0 }}",
	"{{ 1 | and }}", "{{ 0 | and 1 2 }}", "{{ 3 | or 0 \"\" }}", "{{ nil | or 0 }}", "{{ .Values.missing | and 1 }}", "{{ and 0 (fail \"no\") }}", "{{ or 1 (fail \"no\") }}", "{{ and 1 (fail \"no\") }}", "{{ or 0 .Values.missing.x }}", "{{ and .Values.missing .Values.missing.x }}", "{{ or .Values.missing \"d\" | print }}", "{{ (or .Values.missing .Values.map).a }}", "{{ (and .Values.map .Values.name).x }}", "{{ and true true | print }}",
	"{{ index .Values.map \"deep\" \"x\" }}", "{{ index .Values.map \"missing\" }}", "{{ index .Values.map \"missing\" \"x\" }}", "{{ index .Values.list 4 1 }}", "{{ index .Values.list 2 0 }}", "{{ index .Values.words 3 }}", "{{ index .Values.words 4 }}", "{{ index .Values.words -1 }}", "{{ index .Values.words 1.0 }}", "{{ index .Values.words .Values.one }}", "{{ index .Values.name 1 }}", "{{ index .Values.name 3 }}", "{{ index .Values.stringMap \"k\" }}{{ index .Values.stringMap \"z\" }}", "{{ index .Values.bytes 1 }}", "{{ index }}", "{{ index .Values.words }}", "{{ index .Values \"name\" }}", "{{ index . \"Values\" \"map\" \"deep\" \"x\" }}", "{{ (index .Values.map \"deep\").x }}", "{{ (index .Values.map \"missing\").x }}", "{{ index .Values.maps 0 \"a\" }}", "{{ index .Values.ints 2 }}", "{{ \"a\" | index .Values.map }}", "{{ .Values.missing | index .Values.map }}", "{{ index .Values.version \"x\" }}", "{{ index .Values.words \"a\" }}", "{{ index .Values.words nil }}", "{{ index nil 1 }}", "{{ index .Values.u8 1 }}", "{{ index .Values.words .Values.u8 }}", "{{ index .Values.keys 1 }}",
	"{{ html .Values.markup }}", "{{ .Values.markup | js }}", "{{ urlquery .Values.markup .Values.wide }}", "{{ urlquery \"a b/c?d=e&f~g-h_i.j\" }}", "{{ js .Values.wide .Values.control .Values.bad }}", "{{ html .Values.control }}", "{{ html }}", "{{ js }}", "{{ urlquery }}", "{{ html nil }}", "{{ js .Values.quotes }}", "{{ urlquery .Values.bad }}",
	"{{ print \"a\" 1 2 \"b\" 3 }}", "{{ print 1 2 3 }}", "{{ print .Values.map .Values.list }}", "{{ print \"a\" nil nil }}", "{{ println 1 \"a\" nil }}", "{{ print .Values.missing }}", "{{ print (.Values.missing) }}", "{{ .Values.missing | print }}",
	"{{ call }}", "{{ call .Values.name 1 }}", "{{ call nil }}", "{{ call 1 }}", "{{ call print 1 }}", "{{ call (1) }}", "{{ 5 | call .Values.map }}",
	"{{ coalesce }}", "{{ coalesce.x }}", "{{ coalesce nil nil }}", "{{ print.x }}", "{{ print coalesce }}", "{{ len print }}", "{{ required }}", "{{ required 1 2 }}", "{{ required \"x\" }}", "{{ required .Values.int .Values.name }}", "{{ required nil 1 }}", "{{ fail }}", "{{ fail 1 }}", "{{ fail .Values.missing }}", "{{ fail .Values.nothing }}", "{{ .Values.missing | fail }}", "{{ fail \"100% \\\"no\\\"\\nway\" }}", "{{ fail .Values.name }}", "{{ fail (print 1) }}", "{{ required \"a: b\" \"\" }}", "{{ lookup \"v1\" \"Secret\" \"\" \"\" }}", "{{ (lookup \"v1\" \"Secret\" \"\" \"x\").data.password }}", "{{ lookup \"v1\" }}",
	// templates
	"{{ template \"plain\" . }}", "{{ include \"plain\" . }}", "{{ include \"plain\" . | len }}", "{{ template \"missing\" . }}", "{{ include \"missing\" . }}", "{{ include \"mis\\\"sing\" . }}", "{{ template \"plain\" }}", "{{ include \"plain\" nil }}", "{{ include \"plain\" }}", "{{ include }}", "{{ include \"plain\" . . }}", "{{ include 1 . }}", "{{ include .Values.missing . }}", "{{ include nil . }}", "{{ template \"dot\" .Values.missing }}", "{{ template \"dot\" nil }}", "{{ template \"dot\" 5 }}", "{{ template \"dot\" .Values.map | print }}",
	"{{ template \"fails\" . }}", "{{ include \"fails\" . }}", "{{ include \"outer\" . }}", "x\n  {{ template \"outer\" . }}", "{{ include \"refuses\" . }}", "{{ template \"refuses\" . }}", "{{ include \"nothing\" . }}", "{{ include \"nothing\" . | len }}", "[{{ include \"blank\" . }}]", "{{ template \"a\\\"b\" . }}", "{{ include \"a\\\"b\" . }}", "{{ define \"own\" }}own{{ .x.y }}{{ end }}{{ template \"own\" . }}", "{{ define \"plain\" }}replaced{{ end }}{{ template \"plain\" . }}", "{{ define \"plain\" }}  {{ end }}{{ template \"plain\" . }}", "{{ block \"here\" .Values.name }}<{{ . }}>{{ end }}", "{{ block \"plain\" . }}other{{ end }}",
	"{{ define \"r\" }}{{ if . }}{{ index . 0 }}{{ template \"r\" (index . 1) }}{{ end }}{{ end }}{{ include \"chart/templates/_helpers.tpl\" . }}", "{{ $x := include \"plain\" . }}{{ $x }}{{ $x }}", "{{ include \"dot\" (include \"plain\" .) }}", "{{ if include \"nothing\" . }}yes{{ else }}no{{ end }}", "{{ eq (include \"nothing\" .) \"<no value>\" }}", "{{ template \"dot\" $x := 5 }}{{ $x }}",
	// tpl
	"{{ tpl .Values.tpl . }}", "{{ tpl \"{{ .a }}\" .Values.map }}", "{{ tpl \"plain\" nil }}", "{{ tpl \"\" . }}", "{{ tpl \"<no value>\" . }}", "{{ tpl \"{{ .Values.missing }}\" . | len }}", "{{ tpl \"{{ \" . }}", "{{ tpl \"{{ nope }}\" . }}", "{{ tpl \"a\\n{{ .x.y }}\" . }}", "{{ tpl \"{{ fail \\\"no\\\" }}\" . }}", "{{ tpl \"{{ include \\\"plain\\\" . }}\" . }}", "{{ tpl \"{{ include \\\"fails\\\" . }}\" . }}", "{{ tpl \"{{ template \\\"plain\\\" . }}\" . }}", "{{ tpl \"{{ tpl .Values.tpl . }}\" . }}", "{{ tpl \"{{ tpl \\\"{{ .x.y }}\\\" . }}\" . }}",
	"{{ tpl \"{{ define \\\"new\\\" }}new{{ end }}{{ include \\\"new\\\" . }}\" . }}", "{{ tpl \"{{ define \\\"new\\\" }}new{{ end }}\" . }}{{ include \"new\" . }}", "{{ tpl \"{{ define \\\"plain\\\" }}over{{ end }}{{ include \\\"plain\\\" . }}\" . }}{{ include \"plain\" . }}", "{{ tpl \"{{ define \\\"plain\\\" }} {{ end }}{{ include \\\"plain\\\" . }}\" . }}", "{{ tpl \"{{ define \\\"inner\\\" }}over{{ end }}{{ include \\\"outer\\\" . }}\" . }}", "{{ tpl \"{{ $x := 1 }}{{ $x }}{{ $.Values.name }}\" . }}", "{{ tpl .Values.missing . }}", "{{ tpl .Values.nothing . }}", "{{ .Values.missing | tpl }}", "{{ tpl .Values.int . }}", "{{ tpl (print .Values.int) . }}", "{{ tpl \"{{ include \\\"gotpl\\\" . }}\" . }}", "{{ tpl \"{{/* c */}}\" . }}", "{{ tpl \"{{ define \\\"gotpl\\\" }}odd{{ end }}\" . }}", "{{ tpl \"{{ range .Values.words }}{{ . }},{{ end }}\" . }}", "{{ tpl \"{{ template \\\"missing\\\" }}\" . }}", "{{ tpl \"é{{ .Values.wide }}é\" . }}", "{{ range .Values.words }}{{ tpl \"{{ . }}!\" . }}{{ end }}",
	// places of errors
	"a\nb\n  {{ .Values.missing.x }}", "a\nb\n  {{ .Values\n.missing.x }}", "{{ if .Values.missing.x }}{{ end }}", "{{ if and .Values.yes .Values.missing.x }}{{ end }}", "{{ with (print .Values.missing.x) }}{{ end }}", "{{ range .Values.missing.x }}{{ end }}", "{{ range .Values.words }}\n{{ .x }}{{ end }}", "{{ print 1 (print 2 (.Values.missing.x)) }}", "{{ print (.Values.list | index 1) }}", "{{ printf 1 }}", "{{ .Values.int | printf }}", "{{ .Values.name | printf 5 }}", "{{ .Values.missing | printf }}", "{{ .Values.name | index .Values.list }}", "{{ $x := .Values.missing.y }}", "{{ template \"dot\" .Values.missing.x }}", "{{ include \"plain\" .Values.missing.x }}", "{{ include (print \"mis\" \"sing\") . }}", "{{ (index .Values.map \"c\").x }}{{ .Values.missing.x }}", "{{ not .Values.missing.x | print }}", "{{ \"%\" }}{{ .Values.name.x }}", "{{ printf \"%d%%\" .Values.a.b }}", "{{ eq `raw\"q` .Values.a.b }}", "{{ ((print .Values.a.b)) }}", "{{ (.Values.name).x.y }}", "{{ (print 1).x }}", "{{ (print .Values.name | print).x \"y\" }}", "{{ .Values.map.deep.x.y.z }}", "{{ $.Values.map.deep.x.y }}", "{{ $v := .Values.map }}{{ $v.deep.x.y }}", "{{ .Values.a.b | print | print }}", "{{ print | print .Values.a.b }}", "{{ with $x := .Values.a.b }}{{ end }}", "{{ range $i, $e := .Values.a.b }}{{ end }}", "{{ if not (eq 1 \"a\") }}{{ end }}", "{{ if eq 1 2 | not | eq \"x\" }}{{ end }}", "{{- /* c */ -}}\n\n{{ .Values.a.b -}}", "é{{ .Values.a.b }}", "\t{{\"a\"}}{{.Values.a.b}}",
}

package main

import "fmt"

// callCases hand every kind of argument to functions with every type of parameter.
func callCases() []string {
	calls := []string{
		"upper %s", "trunc 2 %s", "trunc %s \"abc\"", "until %s", "ternary 1 2 %s", "keys %s | sortAlpha", "dict \"a\" %s", "hasKey %s \"a\"", "dateModify \"1h\" %s", "mulf 2 %s", "regexSplit \"a\" \"banana\" %s",
		"sortAlpha %s", "int %s", "toString %s", "default 1 %s", "b64enc %s", "list %s", "repeat %s \"x\"", "substr 0 %s \"abc\"", "semver %s", "kindOf %s", "typeOf %s", "empty %s", "set %s \"a\" 1", "pick %s \"a\"", "tpl %s .", "round %s 1", "regexMatch %s \"a\"", "quote %s",
	}
	var cases []string
	for _, call := range calls {
		for _, operand := range operands {
			cases = append(cases, "{{ "+fmt.Sprintf(call, operand)+" }}")
		}
	}
	for _, function := range []string{"upper", "trunc 2", "until", "ternary 1 2", "keys | sortAlpha", "hasKey .Values.map", "sortAlpha", "dict \"a\"", "dateModify \"1h\"", "repeat 2", "default 5", "list 1", "get .Values.map"} {
		for _, operand := range operands {
			if operand != "nil" {
				cases = append(cases, "{{ "+operand+" | "+function+" }}")
			}
		}
	}
	for _, function := range []string{"upper", "trunc", "until", "ternary", "keys", "hasKey", "dict", "default", "list", "get", "set", "printf", "include", "tpl", "dateModify", "join", "replace", "merge"} {
		cases = append(cases, "{{ "+function+" }}", "{{ "+function+" 1 2 3 4 5 6 7 }}", "{{ 1 | "+function+" }}", "{{ "+function+" nil }}")
	}
	return append(cases,
		"{{ $m := dict }}{{ $_ := set $m \"a\" 1 }}{{ $m }}", "{{ $m := dict \"a\" 1 }}{{ range $k, $v := $m }}{{ $_ := set $m \"b\" 2 }}{{ $k }}{{ end }}{{ $m }}",
		"{{ $_ := set .Values \"new\" \"n\" }}{{ .Values.new }}", "{{ $l := list 1 2 3 }}{{ range $i, $e := $l }}{{ $l = append $l $e }}{{ end }}{{ $l }}", "{{ list 1 2 | last | add 3 }}",
		"{{ until 3 }}{{ range $i, $e := until 3 }}{{ $i }}{{ $e }}{{ end }}", "{{ range $i := until 3 | reverse }}{{ $i }}{{ end }}", "{{ (dict \"a\" (dict \"b\" 1)).a.b }}", "{{ (dict \"a\" nil).a.b }}", "{{ (list 1 2).x }}", "{{ dict.x }}", "{{ (dict).x.y }}", "{{ list.x }}", "{{ now.x }}", "{{ (split \".\" \"a.b\")._1 }}{{ (split \".\" \"a.b\")._9 }}", "{{ (splitList \".\" \"a.b\") }}", "{{ printf \"%T %T %T\" (list 1) (until 1) (splitList \"a\" \"b\") }}", "{{ get (dict \"a\" 1) \"b\" }}", "{{ get (dict \"a\" 1) \"b\" | printf \"%v\" }}", "{{ get .Values.stringMap \"k\" }}", "{{ add 1 2 | printf \"%T\" }}", "{{ if eq (add 1 2) 3 }}yes{{ end }}", "{{ if eq (float64 3) 3 }}yes{{ end }}", "{{ if gt (len .Values.words) 2 }}yes{{ end }}", "{{ trunc 5.0 \"abcdefgh\" }}", "{{ trunc 5.5 \"abcdefgh\" }}", "{{ trunc 'a' \"abc\" }}", "{{ trunc 0x2 \"abc\" }}", "{{ trunc 1e1 \"abcdefghijklm\" }}", "{{ mulf 1 2.5 }}", "{{ round 3 0 }}", "{{ round 3.5 0 }}", "{{ ternary \"a\" \"b\" true }}", "{{ true | ternary \"a\" \"b\" }}", "{{ .Values.missing | ternary \"a\" \"b\" }}", "{{ ternary \"a\" \"b\" .Values.missing }}",
		"{{ .Values.missing | upper }}", "{{ upper .Values.missing }}", "{{ upper (.Values.missing) }}", "{{ $v := .Values.missing }}{{ upper $v }}", "{{ range .Values.nils }}{{ upper . }}{{ end }}", "{{ range $e := .Values.nils }}{{ upper $e }}{{ end }}", "{{ upper . }}", "{{ upper $ }}", "{{ upper print }}", "{{ upper now }}", "{{ upper list }}", "{{ upper coalesce }}", "{{ set .Values.missing \"a\" 1 }}", "{{ $v := .Values.missing }}{{ set $v \"a\" 1 }}", "{{ keys .Values.missing }}", "{{ $v := .Values.missing }}{{ keys $v }}", "{{ keys nil }}", "{{ merge nil nil }}", "{{ merge (dict \"a\" 1) nil }}", "{{ set nil \"a\" 1 }}", "{{ hasKey nil \"a\" }}", "{{ get nil \"a\" }}", "{{ unset nil \"a\" }}",
	)
}

package main

import (
	_ "embed"
	"fmt"
	"strings"
)

// inputs holds a template a line, ↵ standing for a line break. Lines that start with ## say what follows.
//
//go:embed inputs.txt
var inputs string

// written are the templates of inputs.txt, and those that cannot be written there.
func written() [][]byte {
	var texts [][]byte
	for line := range strings.Lines(inputs) {
		line = strings.TrimSuffix(line, "\n")
		if strings.HasPrefix(line, "##") || line == "" {
			continue
		}
		texts = append(texts, []byte(strings.ReplaceAll(line, "↵", "\n")))
	}
	for _, text := range []string{
		"",
		"\r\n{{-\r\n.a\r\n-}}\r\n{{\r.b\t}}",
		"a\x0b{{- .b -}}\x0cc\u00a0{{- .d -}}\u2003e",
		"{{define \"a\"}}\x0b\u00a0\u2003{{end}}{{define \"a\"}}x{{end}}",
		"{{define \"a\"}}x{{end}}{{define \"a\"}}\u0085\x0c{{end}}",
		"{{ \xff }}", "{{ .a\xff }}", "{{ $a\xff }}", "{{ a\xff }}", "{{ .\xff }}", "\xff{{ .a }}\xfe",
		"{{ \"\xff\" }}", "{{ \"\\n\xff\" }}", "{{ `\xff` }}", "{{ '\xff' }}", "{{ \"a\xffb\" 1a }}", "{{/* \xff */}}",
		"{{ 1\xff }}", "{{ \xe2\x82 }}", "{{ .\xe2\x82\xac }}", "{{ \x00 }}", "{{ \x7f }}", "{{ \x1b[0m }}", "{{ .a\x00 }}",
		"{{ `a\r\nb\r` }}", "{{ \"a\tb\" }}", "{{ \"a\rb\" }}", "{{ '\t' }}", "{{ .a\u00a0}}", "{{\u00a0.a}}", "{{\u2028}}",
		"{{ \u0000\ufeff }}", "\ufeff{{ .a }}", "{{ .a\u0301 }}", "{{ .\u0301a }}", "{{ \U0001f600 }}", "{{ .a\U0001f600 }}",
		"{{ \"" + strings.Repeat("é", 20) + "\" 1a }}", "{{ if " + strings.Repeat("long", 30) + " }}",
		"{{ end " + strings.Repeat("long", 30) + " }}", "{{ end \"1234567890\" }}", "{{ end \"123456789é\" }}", "{{end \"\\\"\t\x01\"}}",
		strings.Repeat("{{if .a}}", 100) + strings.Repeat("{{end}}", 100),
		strings.Repeat("{{if .a}}", 50) + strings.Repeat("{{end}}", 49),
		"{{if .a}}" + strings.Repeat("{{else if .b}}x", 100) + "{{else}}y{{end}}",
		"{{" + strings.Repeat("(", 150) + ".a" + strings.Repeat(")", 150) + "}}",
		"{{" + strings.Repeat("(", 150) + ".a" + strings.Repeat(")", 149) + "}}",
		"{{" + strings.Repeat("(", 20000) + "}}",
		"{{ $a := 1 }}" + strings.Repeat("{{ $a }}{{ $a := $a }}", 200) + "{{ $b }}",
	} {
		texts = append(texts, []byte(text))
	}
	// Every constant alone, as a field of an expression, and where it may not stand.
	for _, constant := range constants() {
		for _, shape := range []string{"{{ %s }}", "{{print %s .a}}", "{{ .a | %s }}", "{{%s}}"} {
			texts = append(texts, fmt.Appendf(nil, shape, constant))
		}
	}
	return texts
}

func constants() []string {
	return strings.Fields(`0 1 -1 +1 00 -0 +0 007 08 089 0777 1_000 1__0 _1 1_ 0_7 0x 0x1F 0X1f 0xG 0x_1 0x1_ 0b 0b101 0B11
		0b12 0o17 0O7 0o8 0b_1 9223372036854775807 9223372036854775808 -9223372036854775808 -9223372036854775809
		18446744073709551615 18446744073709551616 -18446744073709551615 0xffffffffffffffff 0x10000000000000000
		0b1111111111111111111111111111111111111111111111111111111111111111 1. .5 1.5 -1.5 +.5 1e3 1E3 1e+3 1e-3 1e 1e+ 1e_3
		1e3_0 1_0.5 1_.5 1._5 1.5_ 1e400 -1e400 1e-400 4.9e-324 2.4e-324 2.5e-324 1e18 1e19 9.3e18 1.8e19 1.9e19
		9223372036854775808.0 18446744073709551616.0 -9223372036854775808.0 -0.0 1.7976931348623157e308
		1.7976931348623159e308 0.1 0.30000000000000004 123456789012345678901234567890.0 1..2 1.2.3 .. 0x1p4 0x1.8p1 0x.8p0
		0x1p-2 0x1P+2 0x1p 0x1.8 0x1p1024 0x1p1023 0x1.fffffffffffff8p1023 0x1.fffffffffffff7p1023 0x1p-1074 0x1p-1075
		0x1.8p-1075 0x1p-1076 0x0.0000000000001p-1022 0x1.00000000000008p0 0x1.00000000000018p0
		0x1.000000000000080000000000000000001p0 0x123456789abcdef0123p-20 0x_1p1 0x1_0p1 0x1._0p1 0x1p1_0 0x1e2 0x1e+2 0b1.1
		0o1.5 0b1e2 0x1p2i 1i 0i 1.5i -1i 1e3i 0x1i 08i 1_0i i -i 1ii 1i2 1+2i 1-2i -1+2i 1.5+2.5i 1e3+1e-3i 1+2 1+i 1++2i
		1+2i+3i 1+2i3 0x1p1+2i 1+0x1p1i 0b1+2i 1+0b1i 0o1+2i 1_0+2_0i 1__0+2i 1e400+1i 1+1e400i 0+0i 5+0i 5.5+0i -5+0i 1+2ia
		+i+1i 1+08i 0x+1i 1e+1i 1e1+1i .5+.5i .+1i 1a 1.a 0xz 1é 1$ 1" 1( 1) 1, 1} - + -. +. -a --1 +-1
		'a' 'é' '\n' '\'' '\"' '"' '\\' '\x41' '\xff' '\377' '\400' '\u00e9' '\U0001F600' '\ud800' '\U00110000' '\x4' '\8' '\q'
		'ab' '' ''' 'a 'a\' '\'
		"a" "" "\a\b\f\n\r\t\v\\\"" "\'" "\x41" "\xff" "\xfg" "\x4" "\101" "\400" "\378" "\18" "\u00e9" "\u00e" "\U0001F600"
		"\U00110000" "\ud800" "\q" "\ "é" "a "a\" "\"
		true false nil . $ .a $.a tru truee nilx .true $true $1 $a.b .1a .a1 ._ ._a .a_b _ a.b`)
}

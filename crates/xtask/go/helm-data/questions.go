package main

import (
	"math"
	"strings"
)

// scalars are texts that some reader of YAML takes for something else than a string, or that some writer has to quote.
func scalars() []string {
	found := strings.Fields(`y Y yes Yes YES yEs n N no No NO on On ON off Off OFF true True TRUE tRue false False FALSE
		null Null NULL nUll ~ ~~ 0 -0 +0 1 -1 +1 00 01 -01 07 08 089 0777 0o777 0O7 0o8 -0o7 0o-7 0x 0xff 0XFF -0xff 0xfg 0x_f 0b1 0b-1
		0b+1 -0b1 0b2 1_000 1__0 _1 1_ 1.5 1. .5 .5. -.5 +.5 . .. ... 1e3 1E3 1e+3 1e-3 1e 1e+ e3 .e3 1.e3 1_0.5 ._5 .5_5 0x1p3 0.1e999
		1e999 -1e999 .1e999 .inf .Inf .INF .iNf +.inf -.inf -.Inf .nan .NaN .NAN .Nan inf nan Infinity 1:20 1:60 190:20:30 190:20:30.15
		1:2:3. -1:20 +1:20 1:20x 2001-12-14 2001-1-2 2001-13-1 2001-2-30 2000-2-29 1900-2-29 2001-12-14t21:59:43.10-05:00
		2001-12-14T21:59:43Z 2001-12-14T21:59:43 2001-12-14T1:2:3Z 2001-12-14T24:00:00Z 2001-12-14T21:59:43,5Z 2001-12-14T21:59:43.Z 2001-12-14T21:59:43+25:00
		2001-12-14T21:59:43+24:60 12345678901234567890 18446744073709551615 18446744073709551616 9223372036854775807 9223372036854775808
		-9223372036854775808 -9223372036854775809 9007199254740993 123456789012345678901234567890 1.7976931348623157e308 4.9e-324 0.1
		<< = - -- --- ---a ...a ? ?a : :a a: a:b a#b #a & &a * *a ! !a !!str @ @a % %a | |a > >a ` + "`a" + ` ' 'a a' " "a a" [ ] { } , [a ,a a,b {a a} a]
		v1.2.3 1.2.3 10.0.0.1 10.0.0.0/8 nginx:1.27 sha256:abc http://a.b/c?d=e#f a=b $x ${x} {{.Values.a}} %s 100% 100m 1Gi 5s`)
	return append(found, "", " ", "  ", "\t", "a ", " a", "a\t", "\ta", "a\tb", "a: b", "a:\tb", "a : b", "a #b", "a # b", "a\t#b", "a- b", "- a", "-\ta",
		"? a", "?\ta", ": a", "a b", "a  b", "--- a", "... a", "2001-12-14 21:59:43", "2001-12-14 21:59:43.10 -5", "2001-12-14   21:59:43.10", "2001-12-14 21:59:43Z",
		"é", "日本語", "a\u00a0b", "\u00a0", "a\u00adb", "\u2028", "a\u2028b", "a\u2029", "a\u2028b: c", "'a\u2028b", "\u2028 a", "\ufeff", "\ufeffabc", "a\ufeffb", "😀", "a😀b c", "\ue000", "\ufffd",
		"a\u0085b", "a \u0085 b", "\u0085", "a\u0085\u0085b", "a\u0085 \u0085\u0085", "a\u007fb", "a\u0080b", "a\u009f", "\ufffe", "a\uffff", "\x00", "\x01", "\x07\x08\x0b\x0c\x1b\x1f", "a\rb", "a\r\nb", "\r",
		"\xff", "a\xffb", "a\xc3", "\xe2\x82", "\xed\xa0\x80x", "\xf0\x9f\x98", "ab\xfe\xffcd",
		"\n", "\n\n", "a\n", "a\n\n", "a\n\n\n", "a\nb", "a\nb\n", "a\n\nb", "\na", "\n\na\n", " a\nb", " a\n b\n", "a\n b", "a \nb", "a\n ", "a\n \n", "a\n\tb", "a\tb\nc", "\ta\nb", "a: b\nc: d\n", "- a\n- b",
		"# a\nb", "a # b\nc\n", "é\n日本\n", "😀\na", "a\u2028\nb", "a\n\u2028", "a\n\u2028b\n", "---\na\n", "a\n---\nb", "a\x01\nb", "a\n  b\n\n  c\n", "\n a", "\n\n  a\n", "if [ -z \"$x\" ]; then\n  exit 1\nfi\n",
		"<a href=\"b\">c & d</a>", "it's", "'quoted'", "\"quoted\"", "a\\b", "\\", "\"", "'", "''", "a'b: c", "{{ .Values.a }}", "{{ include \"a\" . | quote }}", "a, b", "[a, b]", "{a: b}", "key: |\n  text",
		"1 2", "1,2", "1 000", "yes ", "no\n", "null\n", "1\n", "~\n", "true false", "0x1f ", "- ", "-  ", "? ", ": ", "! ", "%TAG", "@a b", "`a` b", "a`b", "a|b", "a>b", "a&b", "a*b", "a!b", "a%b", "a@b")
}

// long are texts that have to be folded, or might.
func long() (found []string) {
	word := "word "
	many := strings.TrimSpace(strings.Repeat(word, 40))
	nine := strings.Repeat("x", 9)
	found = append(found,
		many, many+"  double  blanks "+many, strings.Repeat("x", 200), strings.Repeat("x", 79)+" y", strings.Repeat("x", 80)+" y",
		strings.Repeat("x", 81)+" y", strings.Repeat("x", 78)+" y", strings.Repeat("x", 77)+" y z", strings.Repeat("x", 100)+"  y z "+many,
		strings.Repeat("é", 79)+" y z", strings.Repeat("日", 79)+" y z "+many, "# "+many, "it's: "+many, "'"+many+"'", "\""+many+"\"", many+": a", many+" ", " "+many,
		many+"\ttab "+many, "\x01"+many, "\x01 "+strings.Repeat("x", 80)+"   y "+many, many+"\n"+many, many+"\n", "- "+many, "😀 "+many+" 😀", "a: "+strings.Repeat("'", 50)+" "+strings.Repeat("'", 50)+" b",
		"yes "+many, "a\u2028"+many+"\u2028b", "#"+strings.Repeat(" ", 100)+"a", strings.Repeat("a ", 100)+"#b", strings.Repeat("a  ", 60)+"b", "#"+strings.Repeat("a  ", 60)+"b", "\x01"+strings.Repeat("a  ", 60)+"b",
		"https://example.com/"+strings.Repeat(nine+"/", 12)+" "+many, strings.Repeat("\\ \" ", 60), "@"+strings.Repeat(nine+" ", 12), "a\u00a0"+many,
	)
	return found
}

func values() (found []any) {
	for _, scalar := range append(scalars(), long()...) {
		found = append(found, scalar, map[string]any{"key": scalar, "list": []any{scalar, []any{scalar}}})
		if scalar != "" {
			found = append(found, map[string]any{scalar: map[string]any{scalar: "v"}, "k": []any{map[string]any{scalar: []any{scalar}}}})
		}
	}
	for _, size := range []int{126, 127, 128, 129, 200, 500, 1021, 1022, 1023, 1024, 1100} {
		found = append(found, map[string]any{strings.Repeat("k", size): "v"}, map[string]any{strings.Repeat("é", size/2): []any{"a", map[string]any{"b": "c"}}},
			[]any{map[string]any{strings.Repeat("k", size): map[string]any{"a": "b"}}}, map[string]any{strings.Repeat("<", size/6): []any{}})
	}
	for _, number := range []any{int64(0), int64(1), int64(-1), int64(math.MaxInt64), int64(math.MinInt64), uint64(math.MaxUint64), 0.0, math.Copysign(0, -1), 1.0, -1.0, 0.1, 1.5, 100.0, 1e5, 1e6, 12345678.0,
		123456789.5, 1e-4, 1e-5, 1e-6, 1e-7, 1e15, 1e16, 1e18, 1e19, 1e20, 1e21, 1e22, -1e20, -1e21, 1234567890123456789.0, 9007199254740993.0, 3.141592653589793, 1.7976931348623157e308, 5e-324, 123.456e-10, -2.5e-9,
		math.Inf(1), math.Inf(-1), math.NaN(), true, false, nil} {
		found = append(found, number, map[string]any{"key": number}, []any{number})
	}
	deep := any("x")
	for range 20 {
		deep = map[string]any{"a": []any{deep}}
	}
	long := strings.TrimSpace(strings.Repeat("word ", 30))
	wide := any(long)
	for range 30 {
		wide = map[string]any{"k": wide}
	}
	keys := func(text string) any {
		found := map[string]any{}
		for _, key := range strings.Fields(text) {
			found[key] = int64(len(found))
		}
		return found
	}
	return append(found, deep, wide, map[string]any{}, []any{}, []any{[]any{}}, []any{map[string]any{}}, map[string]any{"a": map[string]any{}, "b": []any{}, "c": nil},
		[]any{[]any{[]any{"a", "b"}, "c"}, []any{}, nil}, []any{map[string]any{"a": "b", "c": []any{"d", map[string]any{"e": []any{}}}}, map[string]any{}},
		map[string]any{"a": []any{[]any{"b"}, map[string]any{"c": "d\ne\n", "f": "\n g"}}}, map[string]any{"a\nb": "c", "d\ne\n": map[string]any{"f": "g"}, "h\ni": []any{"j", []any{"k"}}},
		map[string]any{"": "", " ": " ", "a": map[string]any{"": nil}},
		
		// Not with a10 and a1b: that order is not transitive, and Go's answer differs from run to run.
		keys("9 10 1 2 20 100 02 010 a9 a10 a2 A b B a_b a-b a.b a/b ab aB Ab abc9 abc10 x1y2 x1y10 x01 x1 x001 _a -a .a é z 日 ~ $ a1 a a0 a00 0 00"), keys("a1b2 a1 ab a"),
		keys("item1 item2 item10 item20 item100 v1 v1beta1 v2 v10 v1.2 v1.10 v1.9 10.0.0.1 10.0.0.2 9.9.9.9"),
		keys("app.kubernetes.io/name app.kubernetes.io/instance app helm.sh/chart app-2 app2 app_2 App APP apps"), keys("true false yes no null 1 1.5 ~ 0x1 2001-01-01"),
		map[string]any{"a": map[string]any{"x": int64(1)}, "b": int64(2), "c": []any{map[string]any{"y": int64(1)}, map[string]any{"z": []any{}}}, "d": []any{int64(1), map[string]any{"k": "v"}}},
		map[string]any{"a": map[string]any{"b": map[string]any{"c": []any{map[string]any{"d": map[string]any{"e": 1.0}}}}}}, map[string]any{"a b": map[string]any{"c.d": map[string]any{"": "x"}}},
		map[string]any{"a": []any{int64(1), nil}}, map[string]any{"a": []any{[]any{nil}}}, map[string]any{"a": []any{map[string]any{"b": nil, "c": int64(1)}, int64(2)}}, []any{map[string]any{"a": "b"}}, []any{int64(1), "a", true},
	)
}

func yamlTexts() (found []string) {
	for _, scalar := range scalars() {
		found = append(found, scalar, "key: "+scalar, "- "+scalar+"\n- "+scalar, scalar+": value", "{k: "+scalar+"}", "'"+scalar+"': \""+scalar+"\"")
	}
	return append(found, documents...)
}

var documents = []string{
	"a: 1\nb: 2\n", "a: 1\na: 2\n", "{a: 1, <<: {a: 2}}", "{<<: {a: 2}, a: 1}", "x: &x {a: 1, b: 2}\ny: {<<: *x, b: 3}", "x: &x {a: 1}\ny: {b: 1, <<: [*x, {a: 2, c: 3}]}", "<<: {a: 1}", "<<: 1", "<<: [1]",
	"'<<': {a: 1}", "x: &x 1\n<<: *x", "a: &a [1]\nb: *a\nc: *a", "a: *b", "a: &a {b: *a}", "a: &a\nb: *a", "- &a x\n- *a", "a: !!str 1", "a: !!int '1'", "a: !!int x", "a: !!float 1", "a: !!float x", "a: !!bool yes", "a: !!bool x",
	"a: !!null ''", "a: !!null x", "a: !!binary aGVsbG8=", "a: !!binary '*'", "a: !!binary /w==", "a: !!binary aGVs\n  bG8=", "a: !foo bar", "a: !!map {b: c}", "a: !!seq [b]", "a: !!timestamp 2001-01-01", "a: !!timestamp x", "a: !!set {a, b}", "a: ! 1", "a: !!str", "!!str a: b", "a: !<tag:yaml.org,2002:int> 3",
	"? a\n: b", "? a", "? [a]\n: b", "? {a: b}\n: c", "{a: b}: c", "[a]: b", "a: {{ b }}", "{{ a }}: b", "a: {{ .Values.b }}\n", "a: [{{ b }}]", "{{ a }}", "? a\n? b", "null: 1", "~: 1", ": 1", "{: 1}", "{a: }", "{a}", "{a, b: }", "[a: b]", "[a: b, c]", "[: b]", "[,]", "[a,]", "{,}", "{a: 1,}", "[a,,b]",
	"1: a", "1.5: a", "1e3: a", "1e30: a", "true: a", "yes: a", "0x10: a", "010: a", "18446744073709551615: a", "3.14159265358979: a", ".inf: a", ".nan: a", "2001-01-01: a", "-1: a", "1: a\n'1': b", "null: {a: 1}", "null: [1, x, ~, 1.5, true]", "null: abc",
	"", " ", "\n", "# a", "---", "---\n", "--- a", "---\na: b", "---\n---\na: b", "a: b\n---\nc: d", "a: b\n...\nc: d", "a: b\n---\nc: [", "...", "%YAML 1.1\n---\na: b", "%YAML 1.2\n---\na: b", "%YAML 2.0\n---\na: b", "%TAG ! tag:x,2000:\n---\na: !b c", "%FOO\n---\na", "--- |\n a\n", "--- >\n a\n b\n", "---a: b", "--- a: b", "\ufeffa: b", "\ufeff---\na: b",
	"a: |\n  b\n  c\n", "a: |-\n  b\n", "a: |+\n  b\n\n", "a: |\n  b\n\n\nc: d", "a: |+\n  b\n\n\nc: d", "a: |2\n   b\n", "a: |1\n  b", "a: |\n\n  b\n", "a: |\n    b\n   c\n", "a: |\nb: c", "a: |", "a: |\n", "a: | # c\n  b", "a: |x\n  b", "a: |0\n  b", "a: |\n  b", "a: |\n  b\n ", "a: |\n  b\n  ", "a: |\n  b\n   ", "a: |\n \n  b", "a: |\n   \n  b", "a: |\n\tb", "a: |\n  \tb", "|\n  a\n", "|\na\n", ">\na\nb\n", "- |\n a\n- >\n b\n",
	"a: >\n  b\n  c\n", "a: >\n  b\n\n  c\n", "a: >\n  b\n   c\n  d\n", "a: >-\n  b\n  c", "a: >+\n  b\n\n", "a: >\n\n  b\n", "a: >\n  b\n\n\n   c\n\n  d\n",
	"a: b\n  c\n", "a: b\n\n  c\n", "a: 'b\n  c'", "a: 'b\n\n  c'", "a: \"b\n  c\"", "a: \"b\\\n  c\"", "a: \"b \\\n  c\"", "a: \"\\n\\t\\x41\\u00e9\\U0001F600\\0\\e\\ \\/\\N\\_\\L\\P\"", "a: \"\\q\"", "a: \"\\x4\"", "a: \"\\ud800\"", "a: \"\\U00110000\"", "a: 'b''c'", "a: 'b", "a: \"b", "a: \"b\nc: d", "a: 'b\nc: d\n", "a: 'b' c", "a: \"b\" c", "'a' b: c", "a: 'b'c", "a: 'b'#c", "a: 'b' #c", "\"a\":b", "{\"a\":b}", "{\"a\":1,\"b\":[true,null]}", "{'a':b}", "{a:b}", "[a:b]", "[\"a\":b]",
	"a: b: c", "a: b: c\nd: e", "a:\n  b: c: d", "a b: c\n d: e", "a: b\n c: d", "a: b\n  - c", "a:\n  - b\n c: d", "a:\n- b\n- c\nd: e", "a:\n  - b\n  c: d", "- a\nb: c", "a: 1\n- b", "a: - b", "- - a\n  - b\n- c", "-a", "- a\n - b", "- a\n  b", "a\nb: c", "a\nb", "a: b\nc", "a: b\nc\nd: e", "a: b\n c", "a: [b", "a: [b\nc: d", "a: {b", "a: {b: c", "a: {b: c\nd: e", "a: b]", "a: b}", "a: ]", "a: }", "]", "}", "a: [b}", "a: {b]", "a: [b, c: {d]", "[a b: c]", "a: [\n b,\n c\n]", "a: [\nb\n]", "a: {\nb: c\n}", "a: {\n  b: c,\n}", "[a, [b, {c: d}]]",
	"\ta: b", "a:\tb", "a:\n\tb: c", "a:\n  b: c\n\td: e", "- \ta", "-\ta: b", "a: \t b", "a: b\t# c", "\t", "a:\n\t- b", "a: {\n\tb: c}", "a: [\n\tb]", "  a: b\n c: d", "  a: b\n  c: d", " a: b\nc: d", "a:\n    b: c\n  d: e", "a:\n  b:\n      c: d\n    e: f", "a:\n b:\n  c:\nd:", "a: b\r\nc: d\r\n", "a: b\rc: d", "a: |\r\n  b\r\n  c\r\n",
	"a: @b", "a: `b`", "@a: b", "a: %b", "%a: b", "a: &b", "a: & b", "a: &b c d", "a: *", "a: &a &b c", "&a b: c", "*a : b", "x: &a b\n*a : c", "a: !", "a: !! b", "a: !a!b c", "a: |\n  b\n c", "a: >\nb", "a: # b\n  c", "a: b # c", "a: b# c", "#a: b\nc: d", "a: '#b'", "a: #b", "a #b: c", "a# b: c",
	"a: \x01", "a: \x7f", "a: \u0080", "a: \ufffe", "\x00", "a\x00b", "a: \xff", "a: \xc3(", "a: \xe2\x28\xa1", "\xc0\x80", "\xed\xa0\x80", "\xf5\x80\x80\x80", "a: \xe2\x82",
	strings.Repeat("a", 1024) + ": b", strings.Repeat("a", 1025) + ": b", "c: d\n" + strings.Repeat("a", 1030) + ": b", "{" + strings.Repeat("a", 1030) + ": b}", "{\"" + strings.Repeat("a", 1030) + "\": b}", strings.Repeat("[", 100) + strings.Repeat("]", 100), strings.Repeat("- ", 100) + "a",
	"image: nginx\n  tag: 1", "image:nginx\ntag: 1", "foo: bar\nbaz", "foo: bar\n baz: 1\n", "foo:\n  bar: 1\n   baz: 2\n", "foo:\n  - a\n   - b\n", "foo:\n- a\n  - b\n", "foo: \"a\"b", "foo: - a\n", "foo: a: b\n", "- foo: 1\n bar: 2", "- foo: 1\n   bar: 2", "metadata:\n  name: x\nspec:\n  a: 1\n b: 2\n", "a: {b: 1\nc: 2}", "a: b\n{{- if x }}\nc: d\n", "{{- if x }}\na: b\n{{- end }}", "a: {{ x }}\nb: 1", "a: \"{{ x }}\"\n", "a: {{ x | quote }}", "a: {{ include \"x\" . | nindent 4 }}", "  {{- toYaml . }}", "a: %{b}", "a: b\n    # c\n  d: e", "Error: render failed", "some plain text, with a comma: and more: text", "a: 'it's'", "a: \"b\"c\"", "a: [1, 2", "a: 1\n\tb: 2\n", "a:\n  b: 1\n\n c: 2", "a: >\n  x\n y: z", "*", "&", "!", "|", ">", "@", "`", "%", "'", "\"", "[", "{", ",", ":", "-", "?", "#",
	"a: b\n---", "a: b\n--- ", "a: b\n...", "a: b\n... # x", "a: b\n---\n...", "a: \"b\n--- c\"", "a: 'b\n... c'", "a: \"\n---\n\"", "- a\n---\n- b", "a: b\n%YAML 1.1\n---\nc", "a: [b\n---\nc]",
	"a: {b: [c, d], e: {f: g}}", "a: [b, {c: d}]\ne: f", "[]", "{}", "[[]]", "[{}]", "{a: {}}", "{a: []}", "- []\n- {}", "a:\n- b:\n  - c\n  - d\n- e", "a:\n  - b: c\n    d: e\n  -\n    f: g\n  - - h", "-\n  a: b\n-\n- c", "- ? a\n  : b\n- c: d", "a:\n  ? b\n  : - c\n    - d", "? - a\n: b", "? |\n  a\n: b", "a: \n  b", "a:\n  'b'", "a:\n  b\n  c", "a: b\n\n\n\nc: d", "a: 1 # x\nb: 2 # y", "- 1\n- 2\n# end", "a:    b   ", "a:\n\n\n  b: c", "\"a\\nb\": c", "'a b': c", "a b c: d e f", "a : b", "a :b", "a: :b", "a: b:c", "a: ::", "::", "a::b", ":a: b", "- :a", "- a:", "- a: ", "{a: b, c}", "[a, b: c, d]", "{a: b, ? c : d}", "{? a}", "[? a : b]", "[a: b: c]", "{a: b: c}", "{[a]: b}", "{{a: b}: c}",
}

func jsonTexts() []string {
	found := []string{"", " ", "null", "nul", "nullx", "true", "tru", "trux", "false", "falsy", "1", "-", "-1", "01", "1.", "1.5", "1e", "1e5", "1E+5", "1e-5", "1e999", "-1e999", ".5", "+1", "--1", "0x1", "-0", "0", "00", "12345678901234567890", "1 2", "\"", "\"a", "\"a\"", "\"a\"b", "'a'", "a", "\"\\n\\t\\\"\\\\\\/\\b\\f\\r\"", "\"\\q\"", "\"\\u00e9\"", "\"\\u00e\"", "\"\\u00eg\"",
		"\"\\ud83d\\ude00\"", "\"\\ud83d\"", "\"\\ud83dx\"", "\"\\ud83d\\u0041\"", "\"\\ude00\"", "\"a\nb\"", "\"a\tb\"", "\"a\x01\"", "\"\xff\"", "\"a\xe2\x82b\"", "[", "]", "[]", "[ ]", "[1", "[1,", "[1,]", "[1 2]", "[,]", "[1,,2]", "[[1],[2]]", "{", "}", "{}", "{ }", "{a}", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{\"a\" 1}", "{\"a\":1 \"b\":2}", "{\"a\":1,\"a\":2}", "{1:2}", "{\"a\":{\"b\":[1,null,true,\"x\"]}}", "{\"\":1}",
		"{'a':1}", "nan", "NaN", "Infinity", "[1]]", "{\"a\":1}}", "\ufeff{}", "{\"a\":1}\n", "// x", "/", "<", "é", "\u2028", "[\"<>&\u2028\"]", "{\"a\":+1}", "[tru]", "[nulL]", "{\"a\":fals}", "\\", "[\"a\\", "[\"\\u", "1.0", "1.50", "100000000000000000000000", "1e-400", "\x00", "[\x00]", "\"\x7f\"", "[1.]", "[1e]", "[-]", "[1.e5]", "{\"a\":'b'}", "{\"a\":\"b\"", "\t\r\n 1 \t", "\v1"}
	return append(found, strings.Repeat("[", 100)+strings.Repeat("]", 100))
}

func tomlTexts() []string {
	return []string{"", "a = 1", "a = 1.5", "a = 1e3", "a = 0x1f\nb = 0o17\nc = 0b11\nd = 1_000", "a = true\nb = false", "a = \"b\"", "a = 'b'", "a = \"\"\"\nb\nc\"\"\"", "a = '''\nb\nc'''", "a = \"\\n\\t\\u00e9\"", "a.b.c = 1", "[a]\nb = 1\n[a.c]\nd = 2", "[[a]]\nb = 1\n[[a]]\nb = 2", "a = [1, 2, 3]", "a = [[1], [\"x\"]]", "a = {b = 1, c = {d = 2}}", "a = [{b = 1}, {b = 2}]",
		"a = 2001-12-14T21:59:43Z", "a = 2001-12-14T21:59:43.5-05:00", "a = 2001-12-14", "a = 21:59:43", "a = 2001-12-14T21:59:43", "a = 1 # c", "\"a b\" = 1", "'' = 1", "a = \"\"", "a = []", "a = {}", "[a]", "[[a]]\n[[a.b]]\nc = 1\n[[a.b]]\nc = 2\n[[a]]", "a = -0", "a = +1", "a = 9223372036854775807", "[\"a.b\".c]\nd = 1", "a = \"\\\\\\\"\"", "a = [\n  1,\n  2,\n]", "b = 1\na = 2\n[z]\ny = 1\n[c]\nx = 1",
		"a = ", "a", "= 1", "a = 1\na = 2", "[a]\n[a]", "a = \"b", "a = [1", "a = {b = 1", "a = 01", "a = 1_", "a = tru", "a = b", "[a", "a = 9223372036854775808", "a = \"\\q\"", "a = 1 b = 2"}
}

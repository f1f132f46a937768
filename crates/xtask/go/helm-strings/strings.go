package main

import (
	"strings"
	"time"
)

// Strings that tell implementations apart: empty, blank, bytes that are no UTF-8, characters of one to four bytes, marks,
// ligatures, letters whose case is odd, quotes, line ends.
var texts = of(
	"", " ", "a", "A", "ab", "aB", "Hello World", "  spaced  out\t", "héllo wörld", "hé", "日本語", "a日b", "😀 smile", "h\xc3", "\xff\xfe", "a\xffb",
	"ß", "ǆ ǅ Ǆ", "İstanbul ıi", "ŉ ŀ", "ᾳ ᾀ", "ﬁ", "\u00a0x\u00a0", "\u2003em", "x\u0085y", "e\u0301", "line\nbreak", "a\r\nb\n", "\n", "tab\there", "'single'", `"double"`, `back\slash`, "\x00\x01\x7f",
	"\u200b\ufeff", "camelCase", "PascalCase", "snake_case", "kebab-case", "HTTPServer", "httpServer2Go", "ID3Tag", "some.dotted.name", "a1b2", "__x__", "--x--", "first second-third_fourth", "100%", "%s %d %v",
	"my-release-postgresql-ha", "AaAaAa", "don't stop", "x-y_z.w", "UPPER lower", "ὀδός", "Ω", "\U0001F600\u0301", "1.2.3", "true", "<no value>", "a,b,c", ",a,", "aaa", "$1 $x",
)

var few = of("", "a", "ab", "héllo wörld", "a\xffb", "日本語", "Hello World", "line\nbreak\n", "aaaa", "a,b,,c", "  two  ", "-x-")

// Values of every Go type that charts hold.
func values() []any {
	return []any{
		nil, true, false, 0, 1, -7, int64(1 << 40), 1.5, 1e6, 1e21, 0.1, -0.0, 1e-7, "", "a b", "q\"uote", "hé\n", "a\xff", []byte("bytes\xff"),
		[]any{}, []any{1, "a", nil, 2.5, true}, []string{"x", "y z"}, []any{[]any{"n"}, map[string]any{"k": "v"}}, map[string]any{}, map[string]any{"b": 1, "a": []any{"x"}},
		map[string]string{"k": "v"}, []int{3, 4}, time.Duration(90 * time.Second), time.Date(2024, 2, 29, 12, 30, 15, 123456789, time.UTC),
	}
}

func stringCalls(r *recorder) {
	for _, name := range []string{"trim", "upper", "lower", "title", "untitle", "nospace", "initials", "swapcase", "snakecase", "camelcase", "kebabcase"} {
		r.each(name, texts)
	}
	for _, name := range []string{"snakecase", "camelcase", "kebabcase"} {
		r.each(name, of("FirstName", "firstName", "first name", "First  Name", "first__name", "_first_name_", "-first-name-", "HTTPStatusCode", "ParseURL.DoParse", "Convert Space-dash", "Convert-dash", "skip__multiple_underscores",
			"skip   multiple   spaces", "skip---multiple-dashes", "Http2xx", "HTTP20xOK", "Duration2m3s", "Bld4Floor3rd", " _-_ ", " 1a ", "XMLHTTPRequest2", "aB", "ABc", "aBC", "A1B", "a1B2c3", "1a", "A", "1", "é1É", "ÉÉé", "日本Go",
			"GO_PATH", "GO PATH", "go_Path", "a__B", "  a b  ", "x.y_z", "x.Y", "a:b", "ǅx", "a\xffB", "AB\xffc", "iOSApp", "MyAPI2Server", "userID", "IDs", "_complex__case_", "_camel_case", "camel-case", "some_words", "http_server", "no_https", "wang_qian_ya",
			"__a", "a__", "_a_b_", "-a-b-", "a_-b", "a-_b", "a  _b", "OK", "Ok", "oK", "1_2_3", "v1beta1", "V1Beta1", "a.b.c", "ABC.DEF", "don't"))
	}
	r.each("abbrev", of(-1, 0, 3, 4, 5, 7, 10, 100), texts)
	r.each("abbrevboth", of(-1, 0, 1, 3, 5, 8), of(3, 4, 6, 7, 8, 10, 12), few)
	r.each("abbrevboth", of(0, 4, 5, 10, 20), of(7, 10), of("1234 5678 9123", "abcdefghijklmnopqrstuvwxyz", "日本語日本語日本語日本語"))
	r.each("trunc", of(-100, -5, -2, -1, 0, 1, 2, 3, 5, 63), texts)
	r.each("substr", of(-2, 0, 1, 2, 5), of(-1, 0, 1, 2, 3, 100), few)
	r.each("repeat", of(0, 1, 2, 5), few)
	r.each("repeat", of(-1), of("a", ""))
	for _, name := range []string{"trimAll", "trimall", "trimSuffix", "trimPrefix", "contains", "hasPrefix", "hasSuffix"} {
		r.each(name, of("", "a", "b", " ", "ab", "ba", "é", "\xff", "\xc3", "ö", "本", "\n", "$-", "c", "a,", "ld", "xx"), few)
		r.each(name, of("a", "é", "x"), texts)
	}
	r.each("wrap", of(-1, 0, 1, 2, 3, 5, 10, 80), few)
	r.each("wrap", of(1, 5, 8, 12, 20), of("The quick brown fox jumps over the lazy dog", "averyveryverylongword and short", "a  b   c", "  lead", "trail  ", "x\ny z", "日本語 日本語", "héé wöö x", "aaaaa bbbbb", "aaaaaa bbbbbb"))
	r.each("wrapWith", of(-1, 0, 1, 5, 8, 12), of("", "\n", "\t", "<br>", "日"), of("", "The quick brown fox", "averyveryverylongword and short", "a  b   c", "日本語 日本語", "  lead", "x y"))
	r.each("quote", values())
	r.each("squote", values())
	r.each("cat", values())
	r.each("quote", texts)
	r.each("squote", texts)
	for _, name := range []string{"quote", "squote", "cat"} {
		r.call(name)
		r.call(name, nil, nil)
		r.call(name, "a", nil, "b")
		r.call(name, nil, "x")
		r.call(name, "", "")
		r.call(name, " a ", "", " b ")
		r.call(name, 1, 2.5, true, []any{"x", nil})
		r.call(name, "%d", "50%")
		r.call(name, "a", []byte("b"), nil)
	}
	r.each("join", of("", ",", "-日-"), values())
	r.each("join", of("", ", "), []any{[]any{"a", nil, "b"}, []string{}, []string{"one"}, []any{nil}, []any{"", ""}, []any{1, 2.0, int64(3)}, "x", []any{[]string{"a", "b"}}})
	r.each("indent", of(0, 1, 4), texts)
	r.each("indent", of(-1), of("a"))
	r.each("nindent", of(0, 2), few)
	r.each("nindent", of(-1), of("a"))
	r.each("indent", of(2), of("a\n\nb", "\n\n", "a\r\nb", "- x\n  y: z\n"))
	r.each("replace", of("", "a", "ab", "\n", "é", "\xff", "o", "aa", "."), of("", "b", "aa", "-", "\\n", "日"), few)
	r.each("plural", of("one"), of("many"), of(-1, 0, 1, 2))
	r.each("split", of("", ",", "a", "é", "\xff", "l", "--", ",,"), few)
	r.each("splitList", of("", ",", "a", "é", "\xff", "l", "--", ",,", "\n"), few)
	r.each("splitn", of("", ",", "a", "l"), of(-1, 0, 1, 2, 3, 10), few)
	r.call("hello")
	long := strings.Repeat("lorem ipsum ", 30)
	r.call("wrap", 40, long)
	r.call("abbrev", 63, long)
	r.call("title", long)
}

package main

import "strings"

// Patterns of Go's syntax, good and bad.
var patterns = of(
	"", "a", "a+", "a*", "a?", "a*?", "a+?", "a??", ".", ".*", "^", "$", "^$", "a|b", "a|ab", "ab|a", "(a)(b)?", "(?:a|b)+", "[a-c]+", "[^a-c]+", `\d+`, `\w+`, `\s+`, `\D`, `\W`, `\S+`, `\b`, `\B`, `\bw`, `[[:alpha:]]+`, `[[:^alpha:]]+`, `[[:word:]]`,
	"a{2}", "a{2,}", "a{1,2}", "a{,2}", "a{", "a{1", "a{1,", "{", "}", "]", "a{0}", "a{2,1}", "a{1000}", "a{1001}", "(a{10}){100}", "(a{10}){101}", "((a{10}){10}){10}", "((a{10}){10}){11}", "(?:a{500}){2}", "(?:a{500}){3}", "a**", "a+*", "a??+", "a{2}{3}", "a{2}*", "*", "+a", "?", "(*)", "|*", "^*", "$+", `\b*`, "(|a)*", "(|a)+", "(a|b", "a)", "(", ")", "()", "()*",
	"[a", "[", "[]", "[]a]", "[^]a]", "[^]", "[a-]", "[-a]", "[a-b-c]", "[b-a]", "[z-a]", "[[:foo:]]", "[[:alpha:]", "[[:alpha:]-z]", `[a-\d]`, `[\d-z]`, `[\w-]`, `[\s\S]`, `[\]\\]`, `[\Q]\E]`, "[a&&b]", "[a--b]", "[a~~b]", "[[a]]", "[[]", "[a[b]c]", "[#]", "[ ]", `[\b]`, `[\a\f\t\n\r\v]`, `[\x41-\x43]`, `[\x{1F600}]`, `[\pL]`, `[^\pL]`, `[\P{Lu}]`, `[\p{^Lu}]`,
	`\pL+`, `\pN+`, `\p{L}`, `\p{Greek}`, `\p{Han}+`, `\P{Han}`, `\p{^Han}`, `\P{^Han}+`, `\p{Foo}`, `\p`, `\p{`, `\p{L`, `\pX`, `\p{Any}`, `\p{ASCII}`, `\p{Latin}+`, `\p{greek}`, `\p{Lu}+`, `\p{LC}`, `\p{Letter}`, `\p{Zs}`, `\p{Script=Greek}`, `\p{Cn}`, `\p{Old_Italic}`, `\p{Punct}+`, `\p{Lowercase_Letter}+`, `\p{Grek}`, `\p{Thai}`, `\p{Cs}`, `\P{Cs}`, `\p{Assigned}+`, `\p{White_Space}`, `\p{ l-u }`, `\p{Nko}`, `\p{}`, `\p{^}`, `\P{Any}`, `\P{ASCII}+`,
	`\A\w`, `\z`, `o\z`, `\Z`, `\G`, `\C`, `\R`, `\X`, `\K`, `\h`, `\e`, `\N`, `\1`, `\0`, `\012`, `\141`, `\08`, `\7`, `\8`, `\x`, `\x4`, `\x41`, `\x{41}`, `\x{}`, `\x{110000}`, `\x{1F600}`, `\x{41`, `\u0041`, `\a`, `\f`, `\t`, `\n`, `\r`, `\v`, `\cA`, `\.`, `\-`, `\_`, `\é`, `\/`, `\@`, `\<`, `\>`, `\"`, `\ `, `\~`, "\\`", `\&`, `\#`, `\!`, `\%`, `\,`, `\:`, `\;`, `\=`, `\'`, `\}`, `\]`, `\)`, `\Q.+\E+`, `\Qa.b`, `a\Q\E*`, `\Q\E`, `\Qab\E*`, `\E`, `\Qa\Eb`, `\`, `a\`, `\Q\`, `\Q\\E`,
	"(?i)HELLO", "(?i)É", "(?i)k", "(?i)\u017f", "(?i)[a-c]+", "(?i:A)b", "(?-i:a)B", "(?i)(?-i)H", "(?s).+", "(?-s).+", "(?s:.)x", "(?m)^.", "(?m).$", "(?m)^$", "(?-m)^a", "(?U)a+", "(?U)a+?", "(?U:a*)b", "(?U)a{1,2}", "(?U)a??b", "(?im)^h", "(?i-s:.)", "(?)", "(?-)", "(?:)", "(?i", "(?i-", "(?z)", "(?ii)a", "(?i-i)A", "(?-ii)a", "(?x) a b", "(?u)a", "(?R)$", "(?-u)a", "(?u-s)a", "(?^a)", "(?+i)", "(?i--s)", "(?i)\\Qab\\E", "(?i)\\pL", "(?i)\\p{Lu}+", "(?i)[^k]", "(?i)\\x4B",
	"(?P<n>a)", "(?<n>a)", "(?P<n>a)(?P<n>b)", "(?<n>a)(?P<m>b)", "(?P<>a)", "(?P<1>a)", "(?P<n-m>a)", "(?P<é>a)", "(?P<n", "(?P<n>", "(?Pn>a)", "(?P=n)", "(?'n'a)", "(?=a)", "(?!a)", "(?<=a)b", "(?<!a)b", "(?>a)", "(?#x)a", "(?<n.m>a)", "(?<n[0]>a)", "(?P<_x9>a)",
	"héllo", "é+", "[é-ü]", "日.語", "日+", "\\xe9", "a\xff", "\xff", "[\xff]", "[a\xff]", ".\xff", "(?P<\xff>a)", "\\\xff", "(?\xff)", "[[:\xff:]]", "\\p{\xff}", "\\p\xff", "\x00", "a b", "a#b", "#", " ", "\t", "&&", "--", "~", "/", "-", "@", "x{2}y", "x{a}", "x{1,a}", "x{1}{", "x{-1}", "x{ 1}", "x{99999999999}", "x{1,99999999999}", "x{1001,}", "x{0,1001}", "x{,}", "x{1,1}?", "x{1}+",
	"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", `^(([a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9\-]*[a-zA-Z0-9])\.)*([A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9\-]*[A-Za-z0-9])$`, `^[^:]+:[0-9]+$`, `^v?([0-9]+\.){2}[0-9]+`, `\$\{(.+?)\}`, `\s*#.*`, `[^-A-Za-z0-9_.]`, `(?m)^\s*$\n?`, `:(\d+)/`, `^\d+(\.\d+)?[KMGT]i?$`, "[[:^space:]]+", "[[:punct:]]", "[[:space:][:digit:]]+", "[[:alnum:]_-]+", "[[:ascii:]]", "[[:cntrl:]]", "[[:graph:]]+", "[[:print:]]+", "[[:xdigit:]]+", "[[:blank:]]", "[[:lower:][:upper:]]", "[^[:^word:]]",
)

var subjects = of("", "a", "aaa", "abab", "hello world", "Hello\nWorld\n", "héllo 日本語 éé", "a\xffb\xff", "x1y22z333", "a.b.c-d_e")

var replacements = of("", "x", "$0", "$1", "${1}", "$1x", "${1}x", "$2", "$n", "${n}", "$nm", "$$", "$", "$$1", "${", "${}", "${1", "$é", "${é}", "$-1", "\\1", "<$0>", "${0}${0}", "$01", "$10", "a$", "$ 1", "$_", "\xff$0")

func regexCalls(r *recorder) {
	r.each("mustRegexFindAll", patterns, of("hello World", "a\xffb aab\nH日é.x1"), of(-1))
	r.each("regexFind", patterns[:40], subjects[4:5])
	r.each("regexMatch", patterns[:80], subjects[4:5])
	r.each("mustRegexFind", patterns[:30], subjects[5:6])
	r.each("regexFindAll", of("", "a", "a*", `\w+`, "b|", "(", `\b`, "é*", "."), subjects, of(-2, -1, 0, 1, 2, 100))
	r.each("mustRegexSplit", of("", "a", "a*", `\s+`, "b|", `\b`, "é*", ".", "^", "$", "[,.-]"), subjects, of(-1, 0, 1, 2, 100))
	r.each("regexSplit", of(`\d`, "("), subjects, of(-1, 2))
	groups := of("a", "(a)(b)?", "(?P<n>a)(?P<m>b)?", "(?<n>[a-z])(\\d*)", "x*", "", "(x)*", "(é)", "\xff", "(.)", `\b`, "^", "(?m)$", "(a)|(b)")
	r.each("regexReplaceAll", groups[1:3], subjects[3:5], replacements)
	r.each("mustRegexReplaceAll", groups, subjects, of("<$0>", "$1-${n}"))
	r.each("regexReplaceAllLiteral", groups, subjects[2:5], of("", "$0"))
	r.each("mustRegexReplaceAllLiteral", groups[1:2], subjects[2:5], replacements[:4])
	for _, name := range []string{"regexReplaceAll", "regexReplaceAllLiteral", "mustRegexReplaceAll", "mustRegexReplaceAllLiteral"} {
		r.call(name, "a(b", "ab", "")
	}
	r.call("regexFind", "a{1001}", "a")
	r.call("regexMatch", "a{1001}", "a")
	r.each("regexQuoteMeta", texts)
	r.each("regexQuoteMeta", of(`\.+*?()|[]{}^$`, "a-b&c~d#e", "/path?x=1"))
	// Go counts the depth and the size of a pattern
	for _, n := range []int{100, 1001} {
		r.call("mustRegexMatch", strings.Repeat("(", n)+"a"+strings.Repeat(")", n), "a")
	}
	r.call("mustRegexMatch", strings.Repeat("(?:x{1,30}", 3)+strings.Repeat("){1,30}", 3), "x")
	r.call("mustRegexMatch", strings.Repeat("x{1000}", 40), "x")
	r.call("mustRegexMatch", "(((((((((((x{2}){2}){2}){2}){2}){2}){2}){2}){2}){2}){2})", "x")
}

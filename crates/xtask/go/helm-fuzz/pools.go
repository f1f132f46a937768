package main

// The arguments to choose from, as they stand in a template.
var (
	words = []string{
		`""`, `"a"`, `" "`, `"  hello  world "`, `"Hello World"`, `"héllo wörld"`, `"日本語"`, `"😀x"`, `"a,b,,c"`, `"a.b.c"`,
		`"12"`, `"-7"`, `"0x1F"`, `"010"`, `"1e3"`, `"3.75"`, `"true"`, `"no"`, `"null"`, `"~"`, `"<no value>"`, `"<a&b>'"`,
		`"line1\nline2\n"`, `"\n  lead\n trail \n\n"`, `"tab\tq\"uo'te\\"`, `"nul\x00\x1b"`, `"fooBar_baz-qux HTTPServer2go"`,
		"`raw \\n`", `"é\u2028\ufeff"`, `(b64dec "//79YQ==")`, `(repeat 30 "ab ")`, `(printf "%090d" 7)`, `"a: b # c"`, `"- x"`,
		`"v1.2.3"`, `"x=1"`, `"ßİıǆ"`, `"one two  three four five six seven eight nine ten"`,
		`.Values.str`, `.Values.empty`, `.Values.spaces`, `.Values.unicode`, `.Values.multi`, `.Values.quoted`, `.Values.number`,
		`.Release.Name`, `.Chart.Name`, `.Template.Name`,
	}
	smalls = []string{`0`, `1`, `2`, `3`, `5`, `10`, `-1`, `-3`, `64`, `'a'`, `0x10`, `0b11`, `1_0`, `.Values.int`, `(len "abc")`, `(int64 4)`}
	ints   = append([]string{
		`100`, `2147483648`, `-2147483649`, `9223372036854775807`, `-9223372036854775808`, `1e3`, `.Values.big`, `.Values.huge`, `.Values.neg`, `.Values.zero`,
		`(int64 7)`, `(add 1 2)`, `0777`, `0o17`,
	}, smalls...)
	floats = []string{
		`0.0`, `1.5`, `-2.25`, `3.0`, `1e21`, `1e-7`, `123456789.125`, `0.1`, `1e300`, `2.5`, `-0.5`, `1e6`, `0x1p-2`, `(float64 "x")`, `(divf 1 3)`,
		`.Values.float`, `.Values.tiny`, `.Values.whole`, `.Values.big`, `(float64 7)`,
	}
	bools = []string{`true`, `false`, `.Values.yes`, `.Values.no`, `(not 1)`}
	nils  = []string{`nil`, `.Values.nothing`, `.Values.absent`, `(.Values.absent).deeper`, `(get .Values.map "q")`, `(index .Values.map "q")`}
	lists = []string{
		`(list)`, `(list 1 2 3)`, `(list "b" "a" "c" "a")`, `(list 1 "a" nil true 1.5)`, `(list (list 1) (dict "a" 1))`, `(list 3 1.0 "3" 1)`,
		`(splitList "," "a,b,c")`, `(splitList "," "")`, `(until 3)`, `(list "" "x" "" 0 nil)`, `(sortAlpha (list "b" "B" "a10" "a9"))`, `(tuple "é" "z")`,
		`.Values.list`, `.Values.nums`, `.Values.mixed`, `.Values.none`, `.Values.deep.a.b.d`, `(keys (dict "k" 1))`, `(regexFindAll "." "xyz" -1)`,
	}
	maps = []string{
		`(dict)`, `(dict "a" 1 "b" "x")`, `(dict "a" (dict "b" 2 "c" (list 1)) "z" nil)`, `(dict "b" "y" "k" (dict))`, `(dict 1 2)`, `(dict "odd")`,
		`(dict "x" 1.0 "y" 10000000 "t" true)`, `(dict "a" nil)`, `(dict "a" (dict "b" 3 "e" "new"))`, `(dict "nl" "a\nb\n" "sp" " x" "y" "y" "no" "off")`,
		`.Values.map`, `.Values.deep`, `.Values.bare`, `.Values.dotted`, `(deepCopy .Values.deep)`, `.Values.global`, `(fromYaml "a: {b: 1}\nc: [2]")`,
	}
	odd = []string{
		`(split "," "a,b")`, `.Values`, `.Release`, `.Chart`, `.Files`, `.Capabilities.KubeVersion`, `.Capabilities.APIVersions`, `.Template`, `.Chart.Version`,
		`(toDate "2006-01-02" "2024-02-29")`, `(semver "1.2.3-b.4+c")`, `(mustToDuration "90m")`, `(.Files.GetBytes "files/a.txt")`,
		`(.Files.Glob "files/*")`, `(.Files.Lines "files/a.txt")`, `(urlParse "https://u:p@h:80/p?q=1#f")`, `(toStrings (list 1 "a"))`, `(mod 7 3)`, `.Subcharts`,
	}
	keys       = []string{`"a"`, `"b"`, `"c"`, `"z"`, `"q"`, `""`, `"a.b"`, `"x y"`, `"z10"`, `"_0"`}
	separators = []string{`","`, `""`, `"."`, `" "`, `"l"`, `"aa"`, `", "`, `"\n"`, `"é"`}
	patterns   = []string{
		`"[a-z]+"`, `"(a)(b)?"`, `"(?i)^h(.*)o"`, `"("`, `""`, `"a*"`, `"."`, `"\\d+"`, `"^$"`, `"(?m)^.*$"`, `"[[:alpha:]]"`, `"\\pL+"`, `"(?P<n>l+)"`, `"x{2,1}"`,
		`"a{1001}"`, `"\\bw"`, `"(?s).+"`, `"[^a-y]"`, `"l|lo"`, `"(?U)l+"`, `"\\C"`, `"\\z"`, `"\\Q.*\\E"`, `"(?=x)"`, `"\\1"`, `"é"`, `"[é-ü]"`, `"\\x{1F600}"`, `",|\\."`,
	}
	replacements = []string{`"X"`, `""`, `"$1"`, `"${1}x"`, `"$1x"`, `"$$"`, `"${n}"`, `"$0-$2"`, `"$"`, `"${"`, `"\\1"`}
	constraints  = []string{
		`">=1.2.3"`, `"^1.2"`, `"~1"`, `"~1.2.3"`, `"1.x || >=2"`, `"*"`, `">=1.2 <2.0.0"`, `">= 1.19-0"`, `"!=1.2.3"`, `"1.2 - 1.4"`, `"=1.2"`, `"^0.0.3"`, `"^0"`, `"<2"`, `"~>1.2"`,
		`""`, `"foo"`, `">1.2, <1.3"`, `"^1.2.3-beta.2"`, `"=>1"`, `"1.2.X"`, `">=1.2.3-0"`, `"v1"`, `"<=1"`, `">1"`, `"!=1"`, `"^1.x"`, `"1.2.3 1.2.4"`, `">=1.30.0-0 <1.31"`, `"~0.x-0"`,
	}
	versions = []string{
		`"1.2.3"`, `"v1.2.3"`, `"1.2"`, `"1"`, `"1.2.3-alpha.1"`, `"1.2.3+b5"`, `"2.0.0-rc1"`, `"0.0.3"`, `"1.3.0"`, `"v1.30.4-gke.1"`, `"1.02.3"`, `"1.2.3.4"`, `""`, `"x"`, `"v1.37.0"`,
		`.Capabilities.KubeVersion.Version`, `.Chart.Version`, `"1.2.3-01"`, `"1.2.3-"`, `"99999999999999999999.0.0"`, `"0.0.0"`,
	}
	layouts = []string{
		`"2006-01-02"`, `"2006-01-02T15:04:05Z07:00"`, `"Jan 2, 2006 at 3:04pm (MST)"`, `"Monday, 02-Jan-06"`, `"15:04:05.000"`, `"_2 Jan 06 002"`, `".999 -0700"`, `"x2006y"`, `""`, `"03:4:5PM Z0700"`, `"Mon 1/2/06 15h"`,
	}
	dates = []string{
		`(toDate "2006-01-02" "2024-02-29")`, `(toDate "2006-01-02 15:04:05.999" "1999-12-31 23:59:59.125")`, `1700000000`, `0`, `-1`, `"2024-02-29"`, `"x"`, `(int64 1e9)`, `(int 86399)`, `nil`,
		`(mustToDate "2006-01-02T15:04:05Z07:00" "2021-07-04T01:02:03+02:00")`, `(toDate "2006-01-02" "nonsense")`,
	}
	dateTexts = []string{`"2024-02-29"`, `"2023-02-29"`, `"2021-07-04T01:02:03+02:00"`, `"Jan 5, 2020 at 3:04am (CET)"`, `"Sunday, 05-Jan-20"`, `"23:59:60"`, `"x2001y"`, `""`, `"1999-1-2"`, `" 2 Jan 20 002"`}
	zones     = []string{`"UTC"`, `""`, `"Nowhere/Else"`, `"GMT"`}
	durations = []string{
		`"1h30m"`, `"-1.5h"`, `"90"`, `90`, `"2h45m10s"`, `"1d"`, `"100ms"`, `"3us"`, `""`, `"0"`, `3600`, `1.5`, `86400`, `(mustToDuration "36h15m3.5s")`, `.Values.int`, `"1ns"`, `"+5s"`, `"1e3s"`, `604800`, `"9999999h"`,
	}
	paths = []string{`"/a/b/../c.tar.gz"`, `"a//b/"`, `"."`, `""`, `"/"`, `"../x"`, `"a/b.c/d"`, `".hidden"`, `"//x//"`, `"a/./b/.."`, `"c:\\d\\e.f"`}
	urls  = []string{
		`"https://u:p@h:80/p?q=1&r=%20#f"`, `"h"`, `""`, `"http://[::1]:9/"`, `"mailto:a@b"`, `"/only/path?x"`, `"http://h/%zz"`, `"//h/p"`, `"a b"`, `"http://h/a%2Fb?"`, `"x:y:z"`, `"http://u@h"`, `"HTTP://H/é"`, `":"`,
	}
	urlMaps = []string{
		`(dict "scheme" "http" "host" "h:80" "path" "/p q" "query" "a=b")`, `(urlParse "https://u:p@h:80/p?q=1#f")`, `(dict "host" "h")`, `(dict "scheme" "s" "opaque" "o")`, `(dict "userinfo" "u:p" "host" "h" "path" "x")`,
		`(dict "fragment" "f g" "path" "a:b")`, `(dict)`, `(dict "host" 3)`,
	}
	yamls = []string{
		`"a: 1"`, `"a: {b: [1,2]}\nc: 3"`, `"- 1\n- x"`, `"[1, {a: null}]"`, `"{\"a\":1.50,\"b\":[null,true]}"`, `""`, `"a: b: c"`, `"x"`, `"a: yes\nb: 0777\nc: 1_000\nd: 1:20\ne: 2024-01-01\nf: .5"`, `"a: &x {k: 1}\nb: {<<: *x, k: 2}"`,
		`"a: |\n  t\n   u\nb: >-\n  f\n  g\n"`, `"a: 1\na: 2"`, `"1: x\ntrue: y\n2.5: z"`, `"a: .inf"`, `"---\na: 1\n---\nb: 2"`, `"\ta: 1"`, `"a: !!binary aGk="`, `"a: !!str 5"`, `"[1,2"`, `"null"`, `"a: \"\\u00e9\\x41\""`, `"~: x"`,
		`"{\"a\":1}{\"b\":2}"`, `"[1,2,3]"`, `"12345678901234567890"`, `"a: 'it''s'"`, `"%YAML 1.1\n---\na: 1"`, `"a: *nope"`, `"? [x]\n: y"`, `(include "yaml" .)`, `(toYaml .Values)`, `(toJson .Values.deep)`, `"{\"a\": 1,}"`, `"{\"a\":\"\\ud83d\\ude00\"}"`,
	}
	tomls = []string{
		`"a = 1\n[b]\nc='x'"`, `"a = [1, 2]\n[[t]]\nx = 1.5\n[[t]]\nx = 2"`, `"a ="`, `""`, `"d = 2024-01-01T00:00:00Z\nf = 1e3\nh = 0x1F\ns = \"\"\"\nml\"\"\"\n"`, `"a.b.c = true"`, `"a = 1\na = 2"`, `"x = {y = 1, z = [\"q\"]}"`, `"a = inf"`, `"'q k' = 1"`, `"t = 07:32:00\nd = 1979-05-27"`,
	}
	formats = []string{
		`"%s"`, `"%d"`, `"%v"`, `"%+v"`, `"%#v"`, `"%T"`, `"%q"`, `"%x"`, `"%X"`, `"%5.2f"`, `"%-8s|"`, `"%08d"`, `"%t"`, `"%e"`, `"%g"`, `"%G"`, `"%b"`, `"%o"`, `"%#o"`, `"%O"`, `"%c"`, `"%U"`, `"%#U"`, `"%p"`, `"%%"`, `"%"`, `"%z"`, `"%!"`, `"%s %s"`,
		`"%[2]v %[1]v"`, `"%[3]d"`, `"%*d"`, `"%.*f"`, `"% d"`, `"% x"`, `"%#x"`, `"%+d"`, `"%+q"`, `"%#q"`, `"%.3s"`, `"%.0f"`, `"%6.3v"`, `"%-5v|%5v"`, `"no verbs"`, `"%[1]*d"`, `"%[x]d"`, `"%.2q"`, `"%010.3f"`, `"%+.2e"`, `"%v %d %s"`, `"%w"`, `"%-010d|"`, `"%F"`, `"%.s"`,
	}
	kinds     = []string{`"string"`, `"int"`, `"map"`, `"slice"`, `"float64"`, `"map[string]interface {}"`, `"[]interface {}"`, `"invalid"`, `"bool"`, `"int64"`, `"ptr"`, `"struct"`, `""`, `"*semver.Version"`, `"common.Values"`}
	templates = []string{`"{{ .Release.Name }}"`, `.Values.template`, `"{{ fail \"x\" }}"`, `"{{"`, `"{{ .Values.a.b }}"`, `"plain"`, `"{{ define \"t\" }}d{{ end }}{{ template \"t\" . }}"`, `"{{ include \"plain\" . }}"`, `"{{ nope }}"`, `"{{ .Values.nothing }}|"`, `"{{ tpl \"{{ . }}\" 3 }}"`, `""`, `"{{ . }}"`, `"{{ range .Values.list }}{{ . }},{{ else }}none{{ end }}"`}
	defines   = []string{`"plain"`, `"yaml"`, `"fails"`, `"absent"`, `"fuzz/templates/x.yaml"`, `""`}
	contexts  = []string{`.`, `$`, `.Values`, `nil`, `1`, `"s"`, `(dict "Release" (dict "Name" "r") "Values" (dict "a" nil))`}
)

// any is what stands where a function takes anything.
var anything = [][]string{words, words, ints, floats, bools, nils, lists, lists, maps, maps, odd}

// scalars are what can be compared, in pools of which two often have one type.
var scalars = []string{`0`, `1`, `5`, `-1`, `1.0`, `5.0`, `1.5`, `"a"`, `"b"`, `"5"`, `""`, `true`, `false`, `nil`, `.Values.int`, `.Values.float`, `.Values.str`, `.Values.nothing`, `(int64 5)`, `(len "abcde")`, `.Values.huge`, `"1.9"`, `"-2"`, `"0x1F"`, `"010"`, `"1e3"`, `1e10`, `9223372036854775807`}

// hints are arguments that make sense to some functions, by position; the last pool is for all further arguments.
var hints = map[string][][]string{
	"semverCompare": {constraints, versions}, "semver": {versions},
	"regexMatch": {patterns, words}, "mustRegexMatch": {patterns, words}, "regexFind": {patterns, words}, "mustRegexFind": {patterns, words},
	"regexFindAll": {patterns, words, smalls}, "mustRegexFindAll": {patterns, words, smalls}, "regexSplit": {patterns, words, smalls}, "mustRegexSplit": {patterns, words, smalls},
	"regexReplaceAll": {patterns, words, replacements}, "mustRegexReplaceAll": {patterns, words, replacements},
	"regexReplaceAllLiteral": {patterns, words, replacements}, "mustRegexReplaceAllLiteral": {patterns, words, replacements}, "regexQuoteMeta": {patterns},
	"date": {layouts, dates}, "dateInZone": {layouts, dates, zones}, "date_in_zone": {layouts, dates, zones}, "htmlDate": {dates}, "htmlDateInZone": {dates, zones},
	"dateModify": {durations, dates}, "date_modify": {durations, dates}, "mustDateModify": {durations, dates}, "must_date_modify": {durations, dates},
	"toDate": {layouts, dateTexts}, "mustToDate": {layouts, dateTexts}, "unixEpoch": {dates}, "duration": {durations}, "durationRound": {durations},
	"mustToDuration": {durations}, "durationSeconds": {durations}, "durationMilliseconds": {durations}, "durationMicroseconds": {durations}, "durationNanoseconds": {durations},
	"durationMinutes": {durations}, "durationHours": {durations}, "durationDays": {durations}, "durationWeeks": {durations},
	"durationRoundTo": {durations, durations}, "durationTruncateTo": {durations, durations},
	"base": {paths}, "dir": {paths}, "clean": {paths}, "ext": {paths}, "isAbs": {paths}, "osBase": {paths}, "osDir": {paths}, "osClean": {paths}, "osExt": {paths}, "osIsAbs": {paths},
	"urlParse": {urls}, "urlJoin": {urlMaps}, "urlquery": {urls},
	"fromYaml": {yamls}, "fromYamlArray": {yamls}, "fromJson": {yamls}, "fromJsonArray": {yamls}, "mustFromJson": {yamls}, "fromToml": {tomls},
	"printf": {formats, flat(anything)}, "tpl": {templates, contexts}, "include": {defines, contexts},
	"kindIs": {kinds, flat(anything)}, "typeIs": {kinds, flat(anything)}, "typeIsLike": {kinds, flat(anything)},
	"get": {maps, keys}, "set": {maps, keys, flat(anything)}, "unset": {maps, keys}, "hasKey": {maps, keys}, "pluck": {keys, maps}, "pick": {maps, keys}, "omit": {maps, keys},
	"dig": {keys, keys, flat([][]string{maps, words, maps}), maps}, "index": {flat([][]string{maps, lists}), flat([][]string{keys, smalls})}, "dict": {keys, flat(anything), keys, flat(anything)},
	"merge": {maps}, "mergeOverwrite": {maps}, "mustMerge": {maps}, "mustMergeOverwrite": {maps}, "deepCopy": {flat([][]string{maps, lists})}, "mustDeepCopy": {flat([][]string{maps, lists})},
	"keys": {maps}, "values": {maps},
	"split": {separators, words}, "splitList": {separators, words}, "splitn": {separators, smalls, words}, "join": {separators, flat([][]string{lists, lists, words, maps})},
	"replace": {separators, separators, words}, "contains": {separators, words}, "hasPrefix": {separators, words}, "hasSuffix": {separators, words},
	"trimPrefix": {separators, words}, "trimSuffix": {separators, words}, "trimAll": {separators, words}, "trimall": {separators, words},
	"trunc": {smalls, words}, "abbrev": {smalls, words}, "abbrevboth": {smalls, smalls, words}, "substr": {smalls, smalls, words}, "repeat": {smalls, words},
	"indent": {smalls, words}, "nindent": {smalls, words}, "wrap": {smalls, words}, "wrapWith": {smalls, separators, words}, "plural": {words, words, smalls},
	"until": {smalls}, "untilStep": {smalls, smalls, smalls}, "seq": {smalls, smalls, smalls}, "slice": {lists, smalls, smalls}, "mustSlice": {lists, smalls, smalls},
	"chunk": {smalls, lists}, "mustChunk": {smalls, lists},
	"b64dec": {[]string{`"aGVsbG8="`, `"aGVsbG8"`, `"!!"`, `""`, `"//79"`, `"aGVs\nbG8="`, `"_-8="`}}, "b32dec": {[]string{`"NBSWY3DP"`, `"nbswy3dp"`, `"!"`, `""`, `"ME======"`}},
	"toDecimal": {[]string{`"0777"`, `"8"`, `777`, `""`, `.Values.int`, `"17"`}},
	"append":    {lists, flat(anything)}, "prepend": {lists, flat(anything)}, "push": {lists, flat(anything)}, "mustAppend": {lists, flat(anything)}, "mustPrepend": {lists, flat(anything)}, "mustPush": {lists, flat(anything)},
	"first": {lists}, "last": {lists}, "rest": {lists}, "initial": {lists}, "mustFirst": {lists}, "mustLast": {lists}, "mustRest": {lists}, "mustInitial": {lists}, "reverse": {lists}, "mustReverse": {lists},
	"uniq": {lists}, "mustUniq": {lists}, "compact": {lists}, "mustCompact": {lists}, "sortAlpha": {lists}, "without": {lists, flat(anything)}, "mustWithout": {lists, flat(anything)}, "has": {flat(anything), lists}, "mustHas": {flat(anything), lists},
	"concat": {lists}, "toStrings": {lists}, "round": {floats, smalls, floats}, "required": {words, flat(anything)},
	"div": {ints}, "mod": {ints}, "sub": {ints}, "divf": {floats}, "floor": {floats}, "ceil": {floats}, "atoi": {flat([][]string{words, ints})},
	"eq": {scalars}, "ne": {scalars}, "lt": {scalars}, "le": {scalars}, "gt": {scalars}, "ge": {scalars}, "min": {scalars}, "max": {scalars}, "minf": {scalars}, "maxf": {scalars},
	"int": {scalars}, "int64": {scalars}, "float64": {scalars}, "toString": {flat(anything)},
	"lookup": {[]string{`"v1"`}, []string{`"Secret"`}, words, words}, "ternary": {flat(anything), flat(anything), bools}, "fail": {words},
}

func flat(pools [][]string) []string {
	var all []string
	for _, pool := range pools {
		all = append(all, pool...)
	}
	return all
}

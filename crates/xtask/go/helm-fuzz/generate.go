package main

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"

	"github.com/Masterminds/sprig/v3"
)

// signature is what a function takes.
type signature struct {
	fixed    []reflect.Type
	variadic reflect.Type
}

// own are the functions of Helm and of Go's text/template, whose Go values nobody exports: as many parameters of any
// type, or of strings.
var own = map[string]signature{
	"toYaml": anys(1), "mustToYaml": anys(1), "toYamlPretty": anys(1), "toJson": anys(1), "mustToJson": anys(1), "toToml": anys(1), "mustToToml": anys(1),
	"fromYaml": texts(1), "fromYamlArray": texts(1), "fromJson": texts(1), "fromJsonArray": texts(1), "fromToml": texts(1),
	"mustToDuration": anys(1), "durationSeconds": anys(1), "durationMilliseconds": anys(1), "durationMicroseconds": anys(1), "durationNanoseconds": anys(1),
	"durationMinutes": anys(1), "durationHours": anys(1), "durationDays": anys(1), "durationWeeks": anys(1), "durationRoundTo": anys(2), "durationTruncateTo": anys(2),
	"include": {fixed: []reflect.Type{text_, any_}}, "tpl": {fixed: []reflect.Type{text_, any_}}, "required": {fixed: []reflect.Type{text_, any_}},
	"fail": texts(1), "lookup": texts(4), "getHostByName": texts(1),
	"and": {fixed: []reflect.Type{any_}, variadic: any_}, "or": {fixed: []reflect.Type{any_}, variadic: any_}, "not": anys(1), "len": anys(1),
	"eq": {fixed: []reflect.Type{any_, any_}, variadic: any_}, "ne": anys(2), "lt": anys(2), "le": anys(2), "gt": anys(2), "ge": anys(2),
	"print": {variadic: any_}, "println": {variadic: any_}, "printf": {fixed: []reflect.Type{text_}, variadic: any_},
	"index": {fixed: []reflect.Type{any_}, variadic: any_}, "html": {variadic: any_}, "js": {variadic: any_}, "urlquery": {variadic: any_},
	"dig": anys(4), "call": {fixed: []reflect.Type{any_}, variadic: any_},
}

var (
	any_  = reflect.TypeFor[any]()
	text_ = reflect.TypeFor[string]()
)

func anys(count int) signature  { return signature{fixed: slices.Repeat([]reflect.Type{any_}, count)} }
func texts(count int) signature { return signature{fixed: slices.Repeat([]reflect.Type{text_}, count)} }

// random are functions whose results nobody can foretell, or that take long.
var random = []string{
	"randAlphaNum", "randAlpha", "randAscii", "randNumeric", "randBytes", "randInt", "shuffle", "uuidv4", "genPrivateKey", "genCA", "genCAWithKey", "genSelfSignedCert",
	"genSelfSignedCertWithKey", "genSignedCert", "genSignedCertWithKey", "buildCustomCert", "htpasswd", "bcrypt", "encryptAES", "derivePassword", "env", "expandenv", "getHostByName",
}

// signatures are those of all functions that can be asked.
func signatures() map[string]signature {
	all := map[string]signature{}
	for name, function := range sprig.TxtFuncMap() {
		kind := reflect.TypeOf(function)
		var found signature
		for index := range kind.NumIn() {
			parameter := kind.In(index)
			if kind.IsVariadic() && index == kind.NumIn()-1 {
				found.variadic = parameter.Elem()
			} else {
				found.fixed = append(found.fixed, parameter)
			}
		}
		all[name] = found
	}
	for name, found := range own {
		all[name] = found
	}
	for _, name := range random {
		delete(all, name)
	}
	return all
}

func names(functions map[string]signature) []string {
	var all []string
	for name := range functions {
		all = append(all, name)
	}
	slices.Sort(all)
	return all
}

func hash(name string) uint64 {
	sum := fnv.New64a()
	sum.Write([]byte(name))
	return sum.Sum64()
}

func pick(random *rand.Rand, pool []string) string { return pool[random.IntN(len(pool))] }

// wrap puts an expression into a template: printed as it is, with its type, or in one of the other places where
// expressions stand.
func wrap(random *rand.Rand, expression string) string {
	switch random.IntN(20) {
	case 0, 1, 2, 3, 4:
		return "[{{ " + expression + " }}]"
	case 5:
		return "a\n  {{- " + expression + " -}}  \nb"
	case 6:
		return "{{ if " + expression + " }}yes{{ else }}no{{ end }}"
	case 7:
		return "{{ with " + expression + " }}<{{ . }}>{{ else }}none{{ end }}"
	case 8:
		return "{{ range $k, $v := " + expression + " }}{{ $k }}={{ $v }};{{ else }}none{{ end }}"
	case 9:
		return "{{ " + expression + " | toYaml | nindent 2 }}"
	case 10:
		return "{{ " + expression + " | quote }} {{ " + expression + " | toJson }}"
	default:
		return `{{ $x := ` + expression + ` }}{{ printf "%T %v" $x $x }}`
	}
}

// expression calls the function. One in ten calls has too many or too few arguments.
func expression(random *rand.Rand, functions map[string]signature, name string, found signature, depth int) string {
	count := len(found.fixed)
	if found.variadic != nil {
		count += random.IntN(4)
	}
	switch random.IntN(20) {
	case 0:
		count++
	case 1:
		count = max(count-1, 0)
	}
	parts := []string{name}
	for index := range count {
		parts = append(parts, argument(random, functions, name, found, index, depth))
	}
	// the last argument through a pipe
	if last := len(parts) - 1; last > 0 && random.IntN(4) == 0 {
		return parts[last] + " | " + strings.Join(parts[:last], " ")
	}
	return strings.Join(parts, " ")
}

func argument(random *rand.Rand, functions map[string]signature, name string, found signature, index, depth int) string {
	if depth < 2 && random.IntN(8) == 0 {
		inner := pick(random, names(functions))
		return "(" + expression(random, functions, inner, functions[inner], depth+1) + ")"
	}
	pools, isHinted := hints[name]
	if isHinted && random.IntN(10) < 8 {
		return pick(random, pools[min(index, len(pools)-1)])
	}
	kind := found.variadic
	if index < len(found.fixed) {
		kind = found.fixed[index]
	}
	if kind == nil || random.IntN(12) == 0 {
		kind = any_
	}
	return pick(random, pool(random, name, kind))
}

// big are functions that make as much as a number says: only small numbers are asked for.
var big = []string{"repeat", "until", "untilStep", "seq", "indent", "nindent", "wrap", "wrapWith", "printf", "abbrev", "abbrevboth", "splitn", "chunk", "mustChunk", "round"}

func pool(random *rand.Rand, name string, kind reflect.Type) []string {
	if slices.Contains(big, name) && kind != text_ {
		return flat([][]string{smalls, words, lists, bools, nils})
	}
	switch kind.String() {
	case "string":
		return words
	case "int", "int64":
		return ints
	case "float64":
		return floats
	case "bool":
		return bools
	case "map[string]interface {}":
		return maps
	case "[]interface {}", "[]string":
		return lists
	case "interface {}", "reflect.Value":
		return anything[random.IntN(len(anything))]
	case "time.Time":
		return dates
	case "[]map[string]interface {}":
		return lists
	}
	return []string{fmt.Sprintf("%q", kind.String())}
}

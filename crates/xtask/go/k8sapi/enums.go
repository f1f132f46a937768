package main

import (
	"cmp"
	"fmt"
	"go/constant"
	"go/types"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// maxDepth bounds how deep a field's type is followed through pointers, slices, maps and embedded structs.
const maxDepth = 16

// enumKey names one field of one OpenAPI definition.
type enumKey struct{ definition, field string }

// enumSet holds, for each field that takes one of a few words, those words (sorted).
type enumSet map[enumKey][]string

// enumDirective matches what makes a string type an enumeration: "+enum" (read by OpenAPI's generator) and "+k8s:enum"
// (read by validation-gen), the latter also at a stage of its rollout, where hand-written validation does the same.
var enumDirective = regexp.MustCompile(`^(\+enum|(\+k8s:(alpha|beta)(\([^)]*\))?=)?\+k8s:enum)$`)

// enums returns the enumerated fields of every OpenAPI definition in the module.
func (m *module) enums() enumSet {
	words := m.enumTypes()
	found := enumSet{}
	for _, p := range m.sorted() {
		if !p.openAPI {
			continue
		}
		for _, name := range p.types.Scope().Names() {
			object, ok := p.types.Scope().Lookup(name).(*types.TypeName)
			if !ok || !object.Exported() {
				continue
			}
			if structure, ok := object.Type().Underlying().(*types.Struct); ok {
				addFields(found, p.definition(name), structure, words, 0)
			}
		}
	}
	return found
}

// enumTypes returns the enumerated string types of the module with their words.
//
// The words are the constants of the type, whichever package declares them. A constant with an unconditional
// "+k8s:enumExclude" is left out; one that is excluded only by "+k8s:ifEnabled(…)=" or "+k8s:ifDisabled(…)=" stays,
// because a manifest does not tell the cluster's feature gates.
func (m *module) enumTypes() map[*types.TypeName][]string {
	words := map[*types.TypeName][]string{}
	for _, p := range m.packages {
		for object, doc := range p.docs {
			name, ok := object.(*types.TypeName)
			if ok && isString(name.Type()) && slices.ContainsFunc(doc.own, enumDirective.MatchString) {
				words[name] = nil
			}
		}
	}
	for _, p := range m.packages {
		for object, doc := range p.docs {
			value, ok := object.(*types.Const)
			if !ok || slices.Contains(doc.own, "+k8s:enumExclude") {
				continue
			}
			named, ok := value.Type().(*types.Named)
			if !ok {
				continue
			}
			if _, ok := words[named.Obj()]; ok && value.Val().Kind() == constant.String {
				words[named.Obj()] = append(words[named.Obj()], constant.StringVal(value.Val()))
			}
		}
	}
	for name, values := range words {
		slices.Sort(values)
		words[name] = slices.Compact(values)
	}
	return words
}

func isString(t types.Type) bool {
	basic, ok := t.Underlying().(*types.Basic)
	return ok && basic.Kind() == types.String
}

// addFields adds the enumerated fields of a struct and of those that it embeds: a definition holds both.
func addFields(found enumSet, definition string, structure *types.Struct, words map[*types.TypeName][]string, depth int) {
	if depth > maxDepth {
		return
	}
	for i := range structure.NumFields() {
		field := structure.Field(i)
		name, _, _ := strings.Cut(reflect.StructTag(structure.Tag(i)).Get("json"), ",")
		if name == "-" {
			continue
		}
		if name == "" {
			embedded, ok := deref(field.Type()).Underlying().(*types.Struct)
			if ok && field.Embedded() {
				addFields(found, definition, embedded, words, depth+1)
			}
			continue
		}
		if values := enumOf(field.Type(), words, 0); len(values) > 0 {
			found[enumKey{definition, name}] = values
		}
	}
}

func deref(t types.Type) types.Type {
	if pointer, ok := types.Unalias(t).(*types.Pointer); ok {
		return pointer.Elem()
	}
	return t
}

// enumOf returns the words that a field of type t takes, that its items take or the values of its map; none if any do.
func enumOf(t types.Type, words map[*types.TypeName][]string, depth int) []string {
	if depth > maxDepth {
		return nil
	}
	t = types.Unalias(t)
	if named, ok := t.(*types.Named); ok {
		if values, ok := words[named.Obj()]; ok {
			return values
		}
	}
	switch t := t.Underlying().(type) {
	case *types.Pointer:
		return enumOf(t.Elem(), words, depth+1)
	case *types.Slice:
		return enumOf(t.Elem(), words, depth+1)
	case *types.Map:
		return enumOf(t.Elem(), words, depth+1)
	default:
		return nil
	}
}

// enumRun is a run of minors, first to last, in which a field takes the same words.
type enumRun struct {
	enumKey
	first, last int
	values      []string
}

// mergeEnums joins minors with equal words; minors are ascending and without gaps.
func mergeEnums(minors []int, sets map[int]enumSet) []enumRun {
	open := map[enumKey]*enumRun{}
	var runs []*enumRun
	for _, minor := range minors {
		for key, values := range sets[minor] {
			if run, ok := open[key]; ok && run.last == minor-1 && slices.Equal(run.values, values) {
				run.last = minor
				continue
			}
			run := &enumRun{key, minor, minor, values}
			open[key] = run
			runs = append(runs, run)
		}
	}
	slices.SortFunc(runs, func(a, b *enumRun) int {
		return cmp.Or(strings.Compare(a.definition, b.definition), strings.Compare(a.field, b.field), a.first-b.first)
	})
	merged := make([]enumRun, len(runs))
	for i, run := range runs {
		merged[i] = *run
	}
	return merged
}

// line writes a run as one line of enums.txt, without the line break.
func (r *enumRun) line() string {
	return fmt.Sprintf("%s\t%s\t%d-%d\t%s", r.definition, r.field, r.first, r.last, joinWords(r.values))
}

// joinWords writes words with spaces between them; an empty one, or one with a space or a quote in it, is quoted.
func joinWords(values []string) string {
	written := make([]string, len(values))
	for i, value := range values {
		if value == "" || strings.ContainsAny(value, " \t\"\\") {
			value = strconv.Quote(value)
		}
		written[i] = value
	}
	return strings.Join(written, " ")
}

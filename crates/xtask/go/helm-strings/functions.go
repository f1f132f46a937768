package main

import (
	"fmt"
	"reflect"
	"sort"
	"strings"
	"text/template"
	_ "unsafe" // for the two links

	_ "helm.sh/helm/v4/pkg/engine"
)

// engineFunctions is Helm's own table: Sprig's without env and expandenv, and Helm's.
//
//go:linkname engineFunctions helm.sh/helm/v4/pkg/engine.funcMap
func engineFunctions() template.FuncMap

// builtins is the table of text/template.
//
//go:linkname builtins text/template.builtins
func builtins() template.FuncMap

// allFunctions is what a chart may call.
func allFunctions() template.FuncMap {
	all := builtins()
	for name, function := range engineFunctions() {
		all[name] = function
	}
	return all
}

// listFunctions prints the names with the Go types of parameters and results.
func listFunctions() string {
	var lines []string
	for name, function := range allFunctions() {
		lines = append(lines, name+strings.TrimPrefix(reflect.TypeOf(function).String(), "func")+"\n")
	}
	sort.Strings(lines)
	return fmt.Sprintf("# %d functions of Helm 4.3.1, by crates/xtask/go/helm-strings\n", len(lines)) + strings.Join(lines, "")
}

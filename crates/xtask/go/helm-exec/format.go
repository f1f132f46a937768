package main

import (
	"fmt"
	"strings"
)

// formatCases print every kind of value by every verb with many flags.
func formatCases() []string {
	values := []string{
		"name", "empty", "wide", "multi", "quotes", "bad", "control", "zero", "one", "big", "pi", "negative", "tiny", "huge", "third", "infinite", "minusInfinite", "nan", "minusZero",
		"yes", "nothing", "int", "minusInt", "int64", "u8", "u64", "i32", "maxInt", "minInt", "list", "none", "map", "noMap", "ints", "strings", "stringMap", "bytes", "maps", "duration", "time", "version", "versions",
	}
	verbs := strings.Split("v d s q x X t T c b o O U e E f F g G w y", " ")
	var cases []string
	for _, value := range values {
		var line strings.Builder
		for _, verb := range verbs {
			// a time by other verbs shows its insides, which differ from those of readylint
			if value == "time" && !strings.Contains("vsqxXT", verb) {
				continue
			}
			fmt.Fprintf(&line, "%s: {{ printf \"%%%s|\" .Values.%s }}\n", verb, verb, value)
		}
		cases = append(cases, line.String())
		if value == "time" {
			continue
		}
		for _, flags := range []string{"5", "-5", "05", "+", " ", "#", ".2", ".0", "8.3", "-8.3", "08.3", "+08.2", "# ", "+#", "-05", "#20", "#.3", ".", "0"} {
			line.Reset()
			for _, verb := range verbs {
				if verb == "w" || verb == "y" {
					continue
				}
				// %#v of pointers and lists of them prints addresses
				fmt.Fprintf(&line, "%s: {{ printf \"%%%s%s|\" .Values.%s }}\n", verb, flags, verb, value)
			}
			if value == "version" && strings.Contains(flags, "#") || value == "version" && flags == "+#" {
				continue
			}
			cases = append(cases, line.String())
		}
	}
	return append(cases, formats...)
}

var formats = []string{
	// the grammar of formats
	`{{ printf "%" }}`, `{{ printf "a%" 1 }}`, `{{ printf "%%" }}`, `{{ printf "%d" }}`, `{{ printf "%d %d" 1 }}`, `{{ printf "%d" 1 2 }}`, `{{ printf "x" 1 nil "a" .Values.map }}`, `{{ printf "%!" 1 }}`, `{{ printf "%5%|" }}`, `{{ printf "%-5%|" 1 }}`, `{{ printf "%z" 1 }}`, `{{ printf "%é" 1 }}`, `{{ printf "%\xff" 1 }}`, `{{ printf "\xff%d" 1 }}`,
	`{{ printf "%*d|" 5 1 }}`, `{{ printf "%-*d|" 5 1 }}`, `{{ printf "%*d|" -5 1 }}`, `{{ printf "%0*d|" 5 1 }}`, `{{ printf "%0*d|" -5 1 }}`, `{{ printf "%*d|" "a" 1 }}`, `{{ printf "%*d|" 1 }}`, `{{ printf "%*d|" }}`, `{{ printf "%.*f|" 2 3.14159 }}`, `{{ printf "%.*f|" -2 3.14159 }}`, `{{ printf "%.*f|" "a" 3.14159 }}`, `{{ printf "%*.*f|" 8 2 3.14159 }}`, `{{ printf "%*d|" 1000001 1 }}`, `{{ printf "%*d|" .Values.one 1 }}`, `{{ printf "%*d|" .Values.u8 1 }}`, `{{ printf "%*d|" .Values.u64 1 }}`,
	`{{ printf "%[1]d" 5 }}`, `{{ printf "%[2]d %[1]d" 5 6 }}`, `{{ printf "%[2]d" 5 6 }}`, `{{ printf "%[1]d %d" 5 6 }}`, `{{ printf "%[3]d" 5 }}`, `{{ printf "%[0]d" 5 }}`, `{{ printf "%[-1]d" 5 }}`, `{{ printf "%[x]d" 5 }}`, `{{ printf "%[1d" 5 }}`, `{{ printf "%[]d" 5 }}`, `{{ printf "%[1]" 5 }}`, `{{ printf "%[1]*d" 5 6 }}`, `{{ printf "%[2]*[1]d|" 5 6 }}`, `{{ printf "%[2]*.[1]*[3]f|" 2 6 3.14159 }}`, `{{ printf "%[1]5d" 5 }}`, `{{ printf "%5[1]d|" 5 }}`, `{{ printf "%.[1]5d" 5 }}`, `{{ printf "%[1].2f" 5.0 }}`, `{{ printf "%.2[1]f" 5.0 }}`, `{{ printf "%[99999999999]d" 1 }}`, `{{ printf "%[1]d %[1]s %[1]v" 5 }}`, `{{ printf "%[ 1]d" 5 }}`, `{{ printf "%[1]%" 5 }}`, `{{ printf "%d %[1]" 5 }}`, `{{ printf "%[2" 5 }}`,
	`{{ printf "%99999999d" 1 }}`, `{{ printf "%.99999999d" 1 }}`, `{{ printf "%5.d|" 1 }}`, `{{ printf "%5.s|" "abc" }}`, `{{ printf "%.s|" "abc" }}`, `{{ printf "%+-# 05d|" 7 }}`, `{{ printf "%-+5d|" 7 }}`, `{{ printf "%+ d|" 7 }}`, `{{ printf "%--5d|" 7 }}`, `{{ printf "%1$d" 7 }}`, `{{ printf "%ld" 7 }}`, `{{ printf "%d%s" "a" 1 }}`,
	`{{ printf "%s" nil }}`, `{{ printf "%d" nil }}`, `{{ printf "%v" nil }}`, `{{ printf "%5v|" nil }}`, `{{ printf "%T" nil }}`, `{{ printf "%p" nil }}`, `{{ printf "%q" nil }}`, `{{ printf "%x" nil }}`, `{{ printf "%p" "a" }}`, `{{ printf "%p" 1 }}`, `{{ printf "%#v" nil }}`, `{{ printf "%s" .Values.missing }}`, `{{ printf "%+v" .Capabilities.KubeVersion }}`, `{{ printf "%v" .Capabilities.KubeVersion }}`, `{{ printf "%s" .Capabilities.KubeVersion }}`, `{{ printf "%d" .Capabilities.KubeVersion }}`, `{{ printf "%T %T" .Capabilities .Capabilities.KubeVersion }}`,
	`{{ printf "%s" (print 1 2) }}`, `{{ printf "%s and %s" "a" "b" | printf "%q" }}`, `{{ printf "%-10s|%10s|" .Values.name .Values.wide }}`, `{{ printf "%.8s" .Values.wide }}`, `{{ printf "%.3s|%.3s|%.0s|" "héé" "a" "abc" }}`, `{{ printf "%05s|%-05s|" "ab" "ab" }}`, `{{ printf "%5q|%-5q|%.1q" "a" "b" "cd" }}`, "{{ printf \"%#q %#q %+q %#+q\" \"a\" \"b`c\" \"é\" \"é\" }}", `{{ printf "%x %X % x %#x %# x %.2x" "hello" "hello" "hello" "hello" "hello" "hello" }}`, `{{ printf "%c%c%c" 104 233 128512 }}`, `{{ printf "%c" -1 }}`, `{{ printf "%c" 1114112 }}`, `{{ printf "%q %q %q %+q" 97 10 233 233 }}`, `{{ printf "%q" 39 }}`, `{{ printf "%q" 34 }}`, `{{ printf "%U %#U %#U %.6U %10U|%-10U|" 97 97 10 97 97 97 }}`, `{{ printf "%U" -1 }}`,
	`{{ printf "%t %t" true "a" }}`, `{{ printf "%5t|%-6t|%05t" true false true }}`, `{{ printf "%v %s" true true }}`, `{{ printf "%6.2f|%-8.1f|%08.3f|%+.1f|% .1f" 3.14159 2.5 -1.5 2.25 2.25 }}`, `{{ printf "%e %E %g %G %b" 123456.789 123456.789 123456.789 1e-10 1.0 }}`, `{{ printf "%.3g %.10g %g %g %g" 1234.5 1234.5 100000.0 1000000.0 0.0001 }}`, `{{ printf "%g %g %v %v" 1e20 1e21 1e20 123456789.0 }}`, `{{ printf "%x %X %.3x %.0x %#x" 3.5 3.5 3.14159 3.9 1.0 }}`, `{{ printf "%.0f %.0f %.0f %.0f" 0.5 1.5 2.5 -0.5 }}`, `{{ printf "%#g %#.3g %#f %#.0f %#e %#.0e" 1.0 1.0 1.0 1.0 1.0 1.0 }}`, `{{ printf "%6d|%-6d|%06d|%+d|% d" 42 42 42 42 42 }}`, `{{ printf "%x %X %#x %#X %o %#o %O %b %#b" 255 255 255 255 8 8 8 5 5 }}`, `{{ printf "%.5d|%8.5d|%-8.5d|%.0d|%5.0d|" 42 42 42 0 0 }}`, `{{ printf "%d" 3.0 }}`, `{{ printf "%d" "3" }}`, `{{ printf "%s" 3 }}`, `{{ printf "%s" 3.5 }}`, `{{ printf "%f" 3 }}`, `{{ printf "%.400f" .Values.third }}`, `{{ printf "%.30e" .Values.pi }}`, `{{ printf "%.30g" .Values.third }}`, `{{ printf "%.1200f" .Values.tiny }}`,
	`{{ printf "%v" .Values.list }}`, `{{ printf "%+v" .Values.map }}`, `{{ printf "%#v" .Values.map }}`, `{{ printf "%#v" .Values.list }}`, `{{ printf "%#v %#v %#v %#v" "a" 1 1.0 true }}`, `{{ printf "%q" .Values.words }}`, `{{ printf "%q" .Values.strings }}`, `{{ printf "%d" .Values.ints }}`, `{{ printf "%03d" .Values.ints }}`, `{{ printf "%x" .Values.strings }}`, `{{ printf "%s" .Values.map }}`, `{{ printf "%d" .Values.map }}`, `{{ printf "%s" .Values.bytes }}`, `{{ printf "%v" .Values.bytes }}`, `{{ printf "%v %s" .Values.duration .Values.duration }}`, `{{ printf "%d" .Values.duration }}`, `{{ printf "%f" .Values.duration }}`, `{{ printf "%10v|%-10v|" .Values.duration .Values.version }}`, `{{ print .Values.list .Values.duration .Values.time .Values.version }}`,
	`{{ .Values.list }}{{ .Values.map }}{{ .Values.bytes }}{{ .Values.time }}{{ .Values.duration }}{{ .Values.version }}{{ .Capabilities.KubeVersion }}{{ .Values.versions }}`, `{{ .Values.big }} {{ .Values.port }} {{ .Values.tiny }} {{ .Values.huge }} {{ .Values.third }} {{ .Values.nan }} {{ .Values.infinite }} {{ .Values.minusZero }} {{ .Values.u64 }} {{ .Values.minInt }}`,
}

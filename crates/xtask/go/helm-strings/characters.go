package main

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// characters writes the ranges of characters of each class that the functions ask for, and the simple case mappings.
func characters() string {
	out := strings.Builder{}
	fmt.Fprintf(&out, "# Unicode %s, by crates/xtask/go/helm-strings\n", unicode.Version)
	classes := []struct {
		name string
		is   func(rune) bool
	}{
		{"letter", unicode.IsLetter}, {"digit", unicode.IsDigit}, {"upper", unicode.IsUpper}, {"lower", unicode.IsLower},
		{"title", unicode.IsTitle}, {"space", unicode.IsSpace}, {"print", strconv.IsPrint},
	}
	for _, class := range classes {
		out.WriteString(class.name)
		start := rune(-1)
		for r := rune(0); r <= unicode.MaxRune+1; r++ {
			in := r <= unicode.MaxRune && class.is(r) && !(r >= 0xD800 && r <= 0xDFFF)
			if in && start < 0 {
				start = r
			}
			if !in && start >= 0 {
				fmt.Fprintf(&out, " %x-%x", start, r-1)
				start = -1
			}
		}
		out.WriteByte('\n')
	}
	mappings := []struct {
		name string
		to   func(rune) rune
	}{{"toupper", unicode.ToUpper}, {"tolower", unicode.ToLower}, {"totitle", unicode.ToTitle}}
	for _, mapping := range mappings {
		out.WriteString(mapping.name)
		for r := rune(0); r <= unicode.MaxRune; r++ {
			if to := mapping.to(r); to != r {
				fmt.Fprintf(&out, " %x>%x", r, to)
			}
		}
		out.WriteByte('\n')
	}
	return out.String()
}

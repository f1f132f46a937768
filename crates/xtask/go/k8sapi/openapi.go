package main

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
)

// openAPISchema is what is read of a schema of an OpenAPI v3 document.
type openAPISchema struct {
	Enum                 []string        `json:"enum"`
	Items                *openAPISchema  `json:"items"`
	AdditionalProperties json.RawMessage `json:"additionalProperties"`
	Properties           map[string]openAPISchema
}

// words returns the words that a property takes, that its items take or the values of its map.
func (s *openAPISchema) words() []string {
	if s == nil {
		return nil
	}
	if len(s.Enum) > 0 {
		return s.Enum
	}
	if s.Items != nil {
		return s.Items.words()
	}
	var values openAPISchema
	// additionalProperties is a schema or true/false; the latter has no words
	if len(s.AdditionalProperties) == 0 || json.Unmarshal(s.AdditionalProperties, &values) != nil {
		return nil
	}
	return values.words()
}

const openAPIHead = `# Enumerated fields as a kube-apiserver tells them in its OpenAPI v3 documents: definition, JSON field, words.
# Made by crates/xtask/go/k8sapi (go run . openapi) from what the server answers below /openapi/v3; do not edit. The
# server had its default settings, so that only API versions served by default are in it. Words as in data/enums.txt.
`

// openAPITable returns the enumerated fields of the OpenAPI v3 documents in the files named.
func openAPITable(files []string) (string, error) {
	if len(files) == 0 {
		return "", fmt.Errorf("name files with OpenAPI v3 documents")
	}
	lines := map[string]struct{}{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return "", err
		}
		var document struct {
			Components struct{ Schemas map[string]openAPISchema }
		}
		if err := json.Unmarshal(text, &document); err != nil {
			return "", fmt.Errorf("%s: %w", file, err)
		}
		for definition, schema := range document.Components.Schemas {
			for field, property := range schema.Properties {
				if words := slices.Sorted(slices.Values(property.words())); len(words) > 0 {
					lines[definition+"\t"+field+"\t"+joinWords(words)+"\n"] = struct{}{}
				}
			}
		}
	}
	sorted := make([]string, 0, len(lines))
	for line := range lines {
		sorted = append(sorted, line)
	}
	slices.Sort(sorted)
	return openAPIHead + strings.Join(sorted, ""), nil
}

// compareTables takes enums.txt, a minor and a server's record and returns one line for each field on which the two
// disagree, in the packages that the record knows.
func compareTables(args []string) (string, error) {
	if len(args) != 3 {
		return "", fmt.Errorf("compare takes the table, the minor and the record")
	}
	minor, err := strconv.Atoi(args[1])
	if err != nil {
		return "", fmt.Errorf("%q is no minor", args[1])
	}
	table, err := readTable(args[0], 4)
	if err != nil {
		return "", err
	}
	record, err := readTable(args[2], 3)
	if err != nil {
		return "", err
	}
	ours, theirs, served := map[enumKey]string{}, map[enumKey]string{}, map[string]bool{}
	for _, row := range table {
		var first, last int
		if _, err := fmt.Sscanf(row[2], "%d-%d", &first, &last); err != nil {
			return "", fmt.Errorf("%s: minors %q: %w", args[0], row[2], err)
		}
		if first <= minor && minor <= last {
			ours[enumKey{row[0], row[1]}] = row[3]
		}
	}
	for _, row := range record {
		theirs[enumKey{row[0], row[1]}] = row[2]
		served[packageOf(row[0])] = true
	}
	return differences(ours, theirs, served), nil
}

// differences returns the lines of compareTables, sorted.
func differences(ours, theirs map[enumKey]string, served map[string]bool) string {
	var lines []string
	for key, words := range ours {
		if other := theirs[key]; other != words && served[packageOf(key.definition)] {
			lines = append(lines, fmt.Sprintf("%s\t%s\ttable: %s\tserver: %s\n", key.definition, key.field, words, other))
		}
	}
	for key, words := range theirs {
		if _, ok := ours[key]; !ok {
			lines = append(lines, fmt.Sprintf("%s\t%s\ttable: \tserver: %s\n", key.definition, key.field, words))
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "")
}

// packageOf returns a definition's name without its type.
func packageOf(definition string) string {
	return definition[:max(strings.LastIndexByte(definition, '.'), 0)]
}

// readTable returns the rows of a tab-separated file with # comments.
func readTable(file string, columns int) ([][]string, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var rows [][]string
	for line := range strings.Lines(string(text)) {
		line = strings.TrimRight(line, "\n")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		row := strings.Split(line, "\t")
		if len(row) != columns {
			return nil, fmt.Errorf("%s: %q has %d columns, not %d", file, line, len(row), columns)
		}
		rows = append(rows, row)
	}
	return rows, nil
}

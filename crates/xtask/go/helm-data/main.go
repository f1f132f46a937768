// Command helm-data asks the libraries that Helm 4.3.1 reads and writes data with what they make of texts and values.
// Tests of readylint_helm compare with its answers.
//
//	go run . [-o FOLDER]
//
// It writes yaml-read.jsonl, json-read.jsonl, toml-read.jsonl and write.jsonl, each line a JSON object with what was asked and
// what was answered. Values in questions are typed:
// {"i": "1"} is an int64, {"f": "1.5"} a float64, {"u": "1"} a uint64, {"b": base64} a string of any bytes; all else is as in JSON.
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"
	yaml3 "go.yaml.in/yaml/v3"
	"sigs.k8s.io/yaml"
)

func main() {
	folder := flag.String("o", ".", "write into this `folder`")
	flag.Parse()
	for name, rows := range map[string][]any{
		"yaml-read": yamlRead(),
		"json-read": jsonRead(),
		"toml-read": tomlRead(),
		"write":     write(),
	} {
		var out bytes.Buffer
		encoder := json.NewEncoder(&out)
		encoder.SetEscapeHTML(false)
		for _, row := range rows {
			if err := encoder.Encode(row); err != nil {
				fmt.Fprintln(os.Stderr, "helm-data:", err)
				os.Exit(1)
			}
		}
		if err := os.WriteFile(filepath.Join(*folder, name+".jsonl"), out.Bytes(), 0o644); err != nil {
			fmt.Fprintln(os.Stderr, "helm-data:", err)
			os.Exit(1)
		}
	}
}

type row = map[string]any

// typed is a value in the form of the questions.
func typed(value any) any {
	switch value := value.(type) {
	case int64:
		return row{"i": strconv.FormatInt(value, 10)}
	case uint64:
		return row{"u": strconv.FormatUint(value, 10)}
	case float64:
		return row{"f": strconv.FormatFloat(value, 'g', -1, 64)}
	case string:
		return text(value)
	case []any:
		items := []any{}
		for _, item := range value {
			items = append(items, typed(item))
		}
		return items
	case []map[string]any:
		items := []any{}
		for _, item := range value {
			items = append(items, typed(item))
		}
		return items
	case map[string]any:
		pairs := []any{}
		for key, item := range value {
			pairs = append(pairs, []any{text(key), typed(item)})
		}
		// In the order of the texts, so that files do not differ from run to run.
		sortPairs(pairs)
		return row{"m": pairs}
	default:
		return value
	}
}

func sortPairs(pairs []any) {
	for i := range pairs {
		for j := i; j > 0 && fmt.Sprint(pairs[j]) < fmt.Sprint(pairs[j-1]); j-- {
			pairs[j], pairs[j-1] = pairs[j-1], pairs[j]
		}
	}
}

// text is a string that JSON can hold.
func text(value string) any {
	if strings.ToValidUTF8(value, "") == value {
		return value
	}
	return row{"b": base64.StdEncoding.EncodeToString([]byte(value))}
}

func yamlRead() (rows []any) {
	for _, question := range yamlTexts() {
		answer := row{"text": text(question)}
		var value any
		if err := yaml.Unmarshal([]byte(question), &value); err != nil {
			answer["error"] = err.Error()
		} else {
			answer["value"] = typed(value)
		}
		rows = append(rows, answer)
	}
	return rows
}

// write asks all writers about the same values. Answers that say nothing new are left out.
func write() (rows []any) {
	for _, question := range values() {
		answer := row{"value": typed(question)}
		if out, err := yaml.Marshal(question); err != nil {
			answer["yaml-error"] = err.Error()
		} else {
			answer["yaml"] = text(strings.TrimSuffix(string(out), "\n"))
		}
		var pretty bytes.Buffer
		encoder := yaml3.NewEncoder(&pretty)
		encoder.SetIndent(2)
		if err := encoder.Encode(question); err != nil {
			answer["pretty-error"] = err.Error()
		} else if out := text(strings.TrimSuffix(pretty.String(), "\n")); fmt.Sprint(out) != fmt.Sprint(answer["yaml"]) {
			answer["pretty"] = out
		}
		writeJSON(question, answer)
		if question != nil {
			var out bytes.Buffer
			if err := toml.NewEncoder(&out).Encode(question); err != nil {
				answer["toml-error"] = err.Error()
			} else {
				answer["toml"] = text(out.String())
			}
		}
		rows = append(rows, answer)
	}
	return rows
}

func writeJSON(question any, answer row) {
	out, err := json.Marshal(question)
	if err != nil {
		answer["json-error"] = err.Error()
		return
	}
	answer["json"] = string(out)
	if out, _ := json.MarshalIndent(question, "", "  "); string(out) != answer["json"] {
		answer["indented"] = string(out)
	}
	var raw bytes.Buffer
	encoder := json.NewEncoder(&raw)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(question)
	if out := strings.TrimSuffix(raw.String(), "\n"); out != answer["json"] {
		answer["raw"] = out
	}
}

func jsonRead() (rows []any) {
	for _, question := range jsonTexts() {
		answer := row{"text": text(question)}
		var value any
		if err := json.Unmarshal([]byte(question), &value); err != nil {
			answer["error"] = err.Error()
		} else {
			answer["value"] = typed(value)
		}
		rows = append(rows, answer)
	}
	return rows
}

func tomlRead() (rows []any) {
	for _, question := range tomlTexts() {
		answer := row{"text": text(question)}
		value := map[string]any{}
		if err := toml.Unmarshal([]byte(question), &value); err != nil {
			answer["error"] = err.Error()
		} else if out, err := json.Marshal(value); err == nil {
			answer["json"] = string(out)
		} else {
			answer["value"] = typed(value)
		}
		rows = append(rows, answer)
	}
	return rows
}

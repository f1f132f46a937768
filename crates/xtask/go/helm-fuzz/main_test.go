package main

import (
	"bytes"
	"strings"
	"testing"
)

func TestAnswers(t *testing.T) {
	answer, stable := ask("upper", `{{ .Values.str | upper }}`)
	if !stable || text(answer.Text) != "+HELLO" {
		t.Errorf("%v: %v", stable, answer)
	}
	answer, stable = ask("fail", `{{ fail "no way" }}`)
	if !stable || text(answer.Error) != "+execution error at (fuzz/templates/x.yaml:1:3): no way" {
		t.Errorf("%v: %v", stable, text(answer.Error))
	}
	if _, stable = ask("randAlpha", `{{ randAlpha 40 }}`); stable {
		t.Error("random text is taken for stable")
	}
}

func TestEveryFunctionIsAsked(t *testing.T) {
	functions := signatures()
	if len(functions) < 225 {
		t.Errorf("%d functions", len(functions))
	}
	for name := range hints {
		if _, known := functions[name]; !known {
			t.Errorf("hints for %q, which is no function", name)
		}
	}
	var one, other bytes.Buffer
	for _, out := range []*bytes.Buffer{&one, &other} {
		if err := write(out, 5, 7, []string{"trunc", "dict"}); err != nil {
			t.Fatal(err)
		}
	}
	if one.String() != other.String() || strings.Count(one.String(), "\n") < 6 {
		t.Errorf("not the same, or too little: %q", one.String())
	}
}

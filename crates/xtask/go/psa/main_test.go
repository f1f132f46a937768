package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
)

// judged returns the lines of verdicts for the documents of a file.
func judged(t *testing.T, text string) []string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "pods.yaml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	table, err := verdicts(file)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for line := range strings.Lines(table) {
		if !strings.HasPrefix(line, "#") {
			lines = append(lines, strings.TrimSuffix(line, "\n"))
		}
	}
	return lines
}

func TestVerdictsOfVersions(t *testing.T) {
	lines := judged(t, `# a comment
---
apiVersion: v1
kind: Pod
metadata: {name: root}
spec:
  hostUsers: false
  securityContext: {runAsUser: 0, seccompProfile: {type: RuntimeDefault}}
  containers:
    - name: main
      securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
`)
	expected := []string{
		"root\tbaseline\t30-36\t-",
		"root\trestricted\t30-34\trunAsNonRoot,runAsUser",
		"root\trestricted\t35-36\t-",
	}
	if strings.Join(lines, "\n") != strings.Join(expected, "\n") {
		t.Errorf("%q", lines)
	}
}

func TestChecksThatOthersOverride(t *testing.T) {
	// both levels have a check of capabilities, and restricted takes the place of the other
	lines := judged(t, `{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, "spec": {"hostNetwork": true, "containers": [
		{"name": "main", "securityContext": {"capabilities": {"add": ["SYS_ADMIN"]}}}]}}`)
	if lines[0] != "a\tbaseline\t30-36\tcapabilities_baseline,hostNamespaces" {
		t.Errorf("%q", lines[0])
	}
	if !strings.Contains(lines[1], "capabilities_restricted") || strings.Contains(lines[1], "capabilities_baseline") {
		t.Errorf("%q", lines[1])
	}
}

func TestTheMatrixCoversTheControls(t *testing.T) {
	text, err := matrix()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "pods.yaml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	pods, err := readPods(file)
	if err != nil {
		t.Fatal(err)
	}
	evaluator, err := policy.NewEvaluator(policy.DefaultChecks(), nil)
	if err != nil {
		t.Fatal(err)
	}
	names, refused := map[string]bool{}, map[string]int{}
	for _, pod := range pods {
		if names[pod.Name] {
			t.Errorf("%s is there twice", pod.Name)
		}
		names[pod.Name] = true
		failed, err := failing(evaluator, pod, api.LevelRestricted, api.MajorMinorVersion(1, lastMinor))
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range failed {
			refused[id]++
		}
		if strings.HasPrefix(pod.Name, "good.") && len(failed) > 0 {
			t.Errorf("%s fails %q", pod.Name, failed)
		}
	}
	for _, id := range []string{
		"allowPrivilegeEscalation", "capabilities_restricted", "hostNamespaces", "privileged", "runAsNonRoot", "runAsUser",
	} {
		if refused[id] == 0 || refused[id] == len(pods) {
			t.Errorf("%s fails for %d of %d pods", id, refused[id], len(pods))
		}
	}
}

func TestCommandLines(t *testing.T) {
	for _, args := range [][]string{{}, {"matrix", "x"}, {"verdicts"}, {"verdicts", "/does/not/exist"}, {"ask", "x"}, {"x"}} {
		if err := run(args, &strings.Builder{}); err == nil {
			t.Errorf("%q passes", args)
		}
	}
}

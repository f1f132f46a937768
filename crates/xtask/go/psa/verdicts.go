package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/yaml"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
)

// The minors of Kubernetes whose versions of the checks are asked for.
const firstMinor, lastMinor = 30, 36

const verdictsHead = `# Pod Security admission on the pods of pods.yaml: pod, level, minors (of 1.x), the checks that fail.
# Made by crates/xtask/go/psa (go run . verdicts) with the evaluator of k8s.io/pod-security-admission %s; do not edit.
# The kube-apiservers 1.36.3 (2912 verdicts) and 1.30.14 (416, those of 1.30) say the same word by word, in namespaces that
# enforce each level and version (go run . ask, dry runs). They were asked about every pod but those with ephemeral containers,
# which no new pod may have, and three that are privileged on Windows, which they refuse before.
# A line holds for the minors from the first to the last; "-" stands for no check: the pod is admitted.
`

// levels are those that refuse anything.
var levels = []api.Level{api.LevelBaseline, api.LevelRestricted}

// readPods returns the pods of a file of documents.
func readPods(file string) ([]*corev1.Pod, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	decoder := yaml.NewYAMLOrJSONDecoder(bytes.NewReader(content), 4096)
	var pods []*corev1.Pod
	for {
		pod := &corev1.Pod{}
		switch err := decoder.Decode(pod); {
		case errors.Is(err, io.EOF):
			return pods, nil
		case err != nil:
			return nil, fmt.Errorf("%s: %w", file, err)
		case pod.Name != "":
			pods = append(pods, pod)
		}
	}
}

// verdicts returns the table for the pods of a file.
func verdicts(file string) (string, error) {
	pods, err := readPods(file)
	if err != nil {
		return "", err
	}
	evaluator, err := policy.NewEvaluator(policy.DefaultChecks(), nil)
	if err != nil {
		return "", err
	}
	var text strings.Builder
	fmt.Fprintf(&text, verdictsHead, moduleVersion())
	for _, pod := range pods {
		for _, level := range levels {
			lines, err := judge(evaluator, pod, level)
			if err != nil {
				return "", fmt.Errorf("%s: %w", pod.Name, err)
			}
			text.WriteString(lines)
		}
	}
	return text.String(), nil
}

// judge returns the lines of one pod and level: one for each run of minors with the same verdict.
func judge(evaluator policy.Evaluator, pod *corev1.Pod, level api.Level) (string, error) {
	var text strings.Builder
	start, before := firstMinor, ""
	write := func(end int) {
		fmt.Fprintf(&text, "%s\t%s\t%d-%d\t%s\n", pod.Name, level, start, end, before)
	}
	for minor := firstMinor; minor <= lastMinor; minor++ {
		failed, err := failing(evaluator, pod, level, api.MajorMinorVersion(1, minor))
		if err != nil {
			return "", err
		}
		verdict := "-"
		if len(failed) > 0 {
			verdict = strings.Join(failed, ",")
		}
		if minor > firstMinor && verdict != before {
			write(minor - 1)
			start = minor
		}
		before = verdict
	}
	write(lastMinor)
	return text.String(), nil
}

// failing returns the ids of the checks that refuse a pod, sorted. An evaluator gives its results without ids, so the
// checks are run one by one, and what they say must be what the evaluator says.
func failing(evaluator policy.Evaluator, pod *corev1.Pod, level api.Level, version api.Version) ([]string, error) {
	results := map[policy.CheckID]policy.CheckResult{}
	overridden := map[policy.CheckID]bool{}
	for _, check := range policy.DefaultChecks() {
		if check.Level == api.LevelRestricted && level != api.LevelRestricted {
			continue
		}
		var current *policy.VersionedCheck
		for i := range check.Versions {
			if !version.Older(check.Versions[i].MinimumVersion) {
				current = &check.Versions[i]
			}
		}
		if current == nil {
			continue
		}
		results[check.ID] = current.CheckPod(&pod.ObjectMeta, &pod.Spec)
		for _, id := range current.OverrideCheckIDs {
			overridden[id] = true
		}
	}
	var failed, details []string
	for id, result := range results {
		if !overridden[id] && !result.Allowed {
			failed = append(failed, string(id))
			details = append(details, result.ForbiddenReason+" "+result.ForbiddenDetail)
		}
	}
	var said []string
	for _, result := range evaluator.EvaluatePod(api.LevelVersion{Level: level, Version: version}, &pod.ObjectMeta, &pod.Spec) {
		if !result.Allowed {
			said = append(said, result.ForbiddenReason+" "+result.ForbiddenDetail)
		}
	}
	slices.Sort(failed)
	slices.Sort(details)
	slices.Sort(said)
	if !slices.Equal(details, said) {
		return nil, fmt.Errorf("%s %s: the checks say %q, the evaluator %q", level, version, details, said)
	}
	return failed, nil
}

// moduleVersion returns the version of the module that judges.
func moduleVersion() string {
	info, _ := debug.ReadBuildInfo()
	if info != nil {
		for _, module := range info.Deps {
			if module.Path == "k8s.io/pod-security-admission" {
				return module.Version
			}
		}
	}
	return "(unknown)"
}

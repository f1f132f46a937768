package main

import (
	"bytes"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
)

// A server is a kube-apiserver on this machine.
type server struct {
	address, token string
	client         *http.Client
}

// ask compares the words of a kube-apiserver with those of the evaluator, and returns how many it compared. Ephemeral
// containers cannot come with a new pod, so pods that have some are left out.
func ask(address, token, file string) (string, error) {
	pods, err := readPods(file)
	if err != nil {
		return "", err
	}
	transport := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}
	s := &server{address, token, &http.Client{Transport: transport, Timeout: time.Minute}}
	newest, err := s.minor()
	if err != nil {
		return "", err
	}
	// a server judges by the versions that it knows, and by its own for later ones
	emulated := api.MajorMinorVersion(1, newest)
	evaluator, err := policy.NewEvaluator(policy.DefaultChecks(), &emulated)
	if err != nil {
		return "", err
	}
	compared, invalid, left := 0, map[string]bool{}, map[string]bool{}
	for minor := firstMinor; minor <= min(newest, lastMinor); minor++ {
		for _, level := range levels {
			version := api.LevelVersion{Level: level, Version: api.MajorMinorVersion(1, minor)}
			namespace, err := s.namespace(version)
			if err != nil {
				return "", err
			}
			for _, pod := range pods {
				if len(pod.Spec.EphemeralContainers) > 0 {
					left[pod.Name] = true
					continue
				}
				said, isInvalid, err := s.create(namespace, pod)
				if err != nil {
					return "", fmt.Errorf("%s: %w", pod.Name, err)
				}
				if isInvalid {
					invalid[pod.Name] = true
					continue
				}
				if expected := forbidden(evaluator, version, pod); said != expected {
					return "", fmt.Errorf("%s: the server says %q, the evaluator %q", pod.Name, said, expected)
				}
				compared++
			}
		}
	}
	const report = "1.%d: %d verdicts are the same; %d pods are not valid there, %d have ephemeral containers\n"
	return fmt.Sprintf(report, newest, compared, len(invalid), len(left)), nil
}

// forbidden returns what the admission plugin says of a pod; nothing if it admits it.
func forbidden(evaluator policy.Evaluator, version api.LevelVersion, pod *corev1.Pod) string {
	results := evaluator.EvaluatePod(version, &pod.ObjectMeta, &pod.Spec)
	all := policy.AggregateCheckResults(results)
	if all.Allowed {
		return ""
	}
	return fmt.Sprintf("violates PodSecurity %q: %s", version.String(), all.ForbiddenDetail())
}

// minor returns the minor of the server.
func (s *server) minor() (int, error) {
	answer := struct{ Minor string }{}
	if _, err := s.request(http.MethodGet, "/version", nil, &answer); err != nil {
		return 0, err
	}
	var minor int
	_, err := fmt.Sscanf(answer.Minor, "%d", &minor)
	return minor, err
}

// namespace returns the name of a namespace that enforces a level and version, and makes it if it is not there.
func (s *server) namespace(version api.LevelVersion) (string, error) {
	name := fmt.Sprintf("psa-%s-%d", version.Level, version.Version.Minor())
	namespace := corev1.Namespace{
		TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "Namespace"},
		ObjectMeta: metav1.ObjectMeta{Name: name, Labels: map[string]string{
			api.EnforceLevelLabel:   string(version.Level),
			api.EnforceVersionLabel: version.Version.String(),
		}},
	}
	status, err := s.request(http.MethodPost, "/api/v1/namespaces", namespace, nil)
	if err == nil && status != http.StatusCreated && status != http.StatusConflict {
		err = fmt.Errorf("namespace %s: status %d", name, status)
	}
	return name, err
}

// create lets the server judge a new pod, without making it: what Pod Security says, or whether the pod is not valid.
func (s *server) create(namespace string, pod *corev1.Pod) (string, bool, error) {
	pod = pod.DeepCopy()
	pod.TypeMeta = metav1.TypeMeta{APIVersion: "v1", Kind: "Pod"}
	automount := false
	pod.Spec.AutomountServiceAccountToken = &automount
	answer := struct{ Message string }{}
	status, err := s.request(http.MethodPost, "/api/v1/namespaces/"+namespace+"/pods?dryRun=All", pod, &answer)
	if err != nil {
		return "", false, err
	}
	switch status {
	case http.StatusCreated:
		return "", false, nil
	case http.StatusUnprocessableEntity:
		return "", true, nil
	case http.StatusForbidden:
		_, reason, found := strings.Cut(answer.Message, " is forbidden: ")
		if found && strings.HasPrefix(reason, "violates PodSecurity") {
			return reason, false, nil
		}
	}
	return "", false, fmt.Errorf("status %d: %s", status, answer.Message)
}

// request sends a body as JSON, and reads the answer into a value if there is one to read it into.
func (s *server) request(method, path string, body, answer any) (int, error) {
	content, err := json.Marshal(body)
	if err != nil {
		return 0, err
	}
	request, err := http.NewRequest(method, s.address+path, bytes.NewReader(content))
	if err != nil {
		return 0, err
	}
	request.Header.Set("Authorization", "Bearer "+s.token)
	request.Header.Set("Content-Type", "application/json")
	response, err := s.client.Do(request)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, 1<<22))
	if err != nil || answer == nil {
		return response.StatusCode, err
	}
	return response.StatusCode, json.Unmarshal(text, answer)
}

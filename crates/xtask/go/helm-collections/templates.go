package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"helm.sh/helm/v4/pkg/chart/common"
	"helm.sh/helm/v4/pkg/chart/common/util"
	chart "helm.sh/helm/v4/pkg/chart/v2"
	"helm.sh/helm/v4/pkg/engine"
)

// rendered is one case: what Helm's engine made of its files, or why it made nothing.
type rendered struct {
	Name  string            `json:"name"`
	Ok    map[string]string `json:"ok,omitempty"`
	Error string            `json:"error,omitempty"`
}

// templates renders the cases of a file, each a chart called "c" and released as "r" into "n".
//
// A case begins with "=== NAME"; its files follow, each after "--- PATH": values.json and templates.
func templates(w io.Writer, path string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	for _, part := range strings.Split("\n"+string(data), "\n=== ")[1:] {
		name, files, _ := strings.Cut(part, "\n")
		answer := rendered{Name: name}
		answer.Ok, err = render("\n" + files)
		if err != nil {
			answer.Error = err.Error()
		}
		line, err := json.Marshal(answer)
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(w, "%s\n", line); err != nil {
			return err
		}
	}
	return nil
}

func render(files string) (map[string]string, error) {
	values := map[string]any{}
	made := &chart.Chart{Metadata: &chart.Metadata{APIVersion: "v2", Name: "c", Version: "1.2.3", AppVersion: "4.5.6"}}
	for _, part := range strings.Split(files, "\n--- ")[1:] {
		path, content, _ := strings.Cut(part, "\n")
		if path == "values.json" {
			if err := json.Unmarshal([]byte(content), &values); err != nil {
				return nil, err
			}
			continue
		}
		made.Templates = append(made.Templates, &common.File{Name: path, Data: []byte(content)})
	}
	top, err := util.ToRenderValues(made, values, common.ReleaseOptions{Name: "r", Namespace: "n", Revision: 1, IsInstall: true}, nil)
	if err != nil {
		return nil, err
	}
	all, err := engine.Render(made, top)
	for path := range all {
		if strings.Contains(path, "/_") {
			delete(all, path)
		}
	}
	return all, err
}

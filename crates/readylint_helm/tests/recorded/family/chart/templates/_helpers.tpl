{{ define "child.name" }}parent's {{ .Chart.Name }}{{ end }}

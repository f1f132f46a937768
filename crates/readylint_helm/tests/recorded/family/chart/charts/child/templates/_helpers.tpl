{{ define "child.name" }}child's {{ .Chart.Name }}{{ end }}

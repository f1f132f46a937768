{{- define "shared" -}}from the parent {{ .Chart.Name }}{{- end -}}

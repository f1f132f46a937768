{{- define "helper" }}helper of {{ .Chart.Name }}{{ end -}}
{{- define "render" }}{{ if kindIs "string" .value }}{{ tpl .value .context }}{{ else }}{{ tpl (toYaml .value) .context }}{{ end }}{{ end }}

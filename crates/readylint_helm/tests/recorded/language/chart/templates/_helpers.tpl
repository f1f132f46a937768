{{- define "language.name" -}}
{{- printf "%s-%s" .Release.Name .Values.name | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{/* a comment
     over lines */}}
{{- define "language.labels" }}
app: {{ include "language.name" . }}
chart: {{ .Chart.Name }}-{{ .Chart.Version | replace "+" "_" }}
{{- end }}
{{- define "language.dot" }}<{{ . }}>{{ end }}
{{- define "language.countdown" -}}
{{ . }}{{ if gt (int .) 0 }},{{ include "language.countdown" (sub . 1) }}{{ end }}
{{- end }}
{{- define "language.list" -}}
{{- range . }}{{ . }};{{ else }}no items{{ end -}}
{{- end }}

{{/* The name. */}}
{{- define "basics.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "basics.fullname" -}}
{{- printf "%s-%s" .Release.Name (include "basics.name" .) | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "basics.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{ include "basics.selectorLabels" . }}
{{- if .Chart.AppVersion }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
{{- end }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- with .Values.labels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "basics.selectorLabels" -}}
app.kubernetes.io/name: {{ include "basics.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

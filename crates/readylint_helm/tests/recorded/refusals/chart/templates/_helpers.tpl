{{- define "deep" -}}
{{ include "deeper" . }}
{{- end -}}
{{- define "deeper" -}}
  {{- .Values.absent.field -}}
{{- end -}}
{{- define "loop" }}{{ include "loop" . }}{{ end -}}

{{- define "refused.host" -}}
{{- .Values.ingress.host | lower -}}
{{- end -}}

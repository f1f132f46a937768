{{- define "lib.merge" -}}
{{- $top := first . -}}
{{- $overrides := fromYaml (include (index . 1) $top) | default (dict) -}}
{{- $base := fromYaml (include (index . 2) $top) | default (dict) -}}
{{- toYaml (merge $overrides $base) -}}
{{- end -}}
{{- define "lib.service.base" -}}
apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}
  labels: {chart: {{ .Chart.Name }}}
spec:
  type: ClusterIP
  ports: [{port: 80}]
{{- end -}}
{{- define "lib.service" -}}
{{- include "lib.merge" (append . "lib.service.base") -}}
{{- end -}}
{{- define "same" }}lib{{ end }}
{{- define "emptied" }}lib keeps this{{ end }}

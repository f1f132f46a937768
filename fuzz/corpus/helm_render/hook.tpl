metadata:
  annotations:
    helm.sh/hook: {{ .Values.h | default "pre-install" }}

{{ if .Values.a }}{{ fail "no" }}{{ end }}{{ required "need" .Values.b }}
=====
a: 1

{{ range $k, $v := .Values }}{{ $k }}={{ $v }}
{{ end }}{{ range 3 }}{{ . }}{{ end }}
=====
b: [x]
a: {c: 1}

{{ $_ := set .Values "a" .Values }}{{ .Values.a.a.a.b }}{{ unset .Values "a" }}
=====
b: 1

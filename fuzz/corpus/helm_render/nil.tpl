{{ .Values.a.b.c }}
=====
a: {}

a: {{ .Values.a }}
b: {{ .Values.b.c | quote }}
=====
a: 12345678
b: {c: "x y"}

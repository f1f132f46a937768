{{ merge .Values.a .Values.b (dict "x" (list 1)) | toJson }}{{ mergeOverwrite .Values.a .Values.b }}
=====
a: {k: {l: 1}}
b: {k: {m: [2]}}

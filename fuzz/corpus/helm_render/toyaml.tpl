{{ toYaml .Values | nindent 2 }}
=====
a: [1, {b: "- x"}]
c: |
  long
   text
d: !!binary aGk=

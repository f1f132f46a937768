{{ tpl .Values.t . }}
=====
t: "{{ tpl .Values.t . }}"

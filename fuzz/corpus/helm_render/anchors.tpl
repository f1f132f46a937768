{{ toYaml .Values }}
=====
a: &x {b: 1}
c: {<<: *x}
d: [*x, *x]

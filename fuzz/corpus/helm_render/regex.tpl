{{ regexReplaceAll "(a+)+$" .Values.s "${1}x" }}{{ regexMatch "(" "x" }}
=====
s: aaaaaaaaaaaaaaaaaaaaaaaa!

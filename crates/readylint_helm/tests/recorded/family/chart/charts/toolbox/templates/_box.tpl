{{ define "toolbox.box" }}[{{ repeat 3 . }}]{{ end }}

{{ .Files.Get "notes.txt" }}{{ (.Files.Glob "*").AsConfig }}{{ range .Files.Lines "notes.txt" }}<{{ . }}>{{ end }}
=====
# hello
a: 1

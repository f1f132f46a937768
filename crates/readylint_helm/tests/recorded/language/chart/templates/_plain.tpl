file of {{ .Template.Name }}

package main

import (
	"os"
	"path/filepath"
	"reflect"
	"text/template"
)

// writeCertificates makes the certificates and keys that stand in for random ones, with Sprig's own functions. They are
// valid for a hundred years, and worth nothing: everyone can read the keys.
func writeCertificates(folder string) error {
	const days = 36500
	var failed error
	functions := allFunctions()
	functions["write"] = func(name, text string) string {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644); err != nil {
			failed = err
		}
		return ""
	}
	functions["part"] = func(certificate any, name string) string {
		return reflect.ValueOf(certificate).FieldByName(name).String()
	}
	const text = `
{{- $ca := genCA "readylint-ca" .days }}{{ write "ca.crt.pem" (part $ca "Cert") }}{{ write "ca.key.pem" (part $ca "Key") }}
{{- $own := genSelfSignedCert "readylint" nil (list "readylint.example") .days }}{{ write "self.crt.pem" (part $own "Cert") }}{{ write "self.key.pem" (part $own "Key") }}
{{- $signed := genSignedCert "readylint" nil (list "readylint.example") .days $ca }}{{ write "signed.crt.pem" (part $signed "Cert") }}{{ write "signed.key.pem" (part $signed "Key") }}
{{- range $kind := list "rsa" "dsa" "ecdsa" "ed25519" }}{{ write (printf "%s.key.pem" $kind) (genPrivateKey $kind) }}{{ end }}`
	parsed, err := template.New("t").Funcs(functions).Parse(text)
	if err != nil {
		return err
	}
	if err := parsed.Execute(discard{}, map[string]any{"days": days}); err != nil {
		return err
	}
	return failed
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }

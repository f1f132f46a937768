package main

import "strings"

func encodingCalls(r *recorder) {
	for _, name := range []string{"b64enc", "b32enc", "sha1sum", "sha256sum", "sha512sum", "adler32sum"} {
		r.each(name, texts)
		r.call(name, strings.Repeat("readylint ", 1000))
	}
	r.each("b64dec", of("", "YQ==", "YWI=", "YWJj", "YQ", "YQ=", "YQ===", "YWJ", "Y", "=", "==", "====", "YQ==YQ==", "Y Q==", "YQ\n==", "Y\r\nQ==", "\n", "YQ==\n", "YQ=\n=", "YWJj\nZGVm", "YR==", "YWK=", "!!!!", "YWJj!", "YWJ=j", "Y=Q=", "_-_-", "+/+/", "w6k=", "/w==", "//79", "日本", "YWJj=", "YWJj==", "YQ==\xff",
		"YWJjZGVmZ2hpamtsbW5vcA==", "YWJjZGVmZ2hpamtsbW5vcA=", "YWJjZGVmZ2hpamtsbW5vcA", "YWJjZGVmZ2hpamts!", "YWJjZGVmZ2hp!mts", "    ", "YWJj ZGVm", "YWJjZGVmZ2hpamtsbW5vcA==x", "YWJjZGVmZ2hpamtsbW5vcA==\r\n\r\n", "\r\n\r\nYQ==", "YQ=x", "YWI=x", "YQ==="))
	r.each("b32dec", of("", "ME======", "MFRA====", "MFRGG===", "MFRGGZA=", "MFRGGZDF", "ME", "ME=====", "ME=======", "M", "=", "========", "me======", "ME======ME======", "ME\n======", "\nME======", "ME======\n", "M1======", "M0======", "MFRGGZDF!", "MFRGGZD", "MFRGGZ==", "MFRGG===x", "MF======", "8", "日", "ME==\n====", "ME==x===", "M=======", "MFR=====", "MFRGGZDFMZTWQ===", "MFRGGZDFMZTWQ==", "MFRGGZDFMZTWQ", "M E======", "MFRA===", "\r\n", "MFRGGZDF\r\nMZTWQ===", "MFRA==="))
	for _, text := range texts {
		r.call("b64dec", r.functions["b64enc"].(func(string) string)(text.(string)))
		r.call("b32dec", r.functions["b32enc"].(func(string) string)(text.(string)))
	}
}

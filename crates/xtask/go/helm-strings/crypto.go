package main

func cryptoCalls(r *recorder) {
	r.each("derivePassword", of(uint32(1), uint32(4294967295)), of("long"), of("password", ""), of("user", "ü"), of("example.com"))
	r.each("derivePassword", of(uint32(7)), of("maximum", "medium", "short", "basic", "pin", "", "Long", "other\xff"), of("p\xff"), of(""), of("site"))
	encrypted := "30tEfhuJSVRhpG97XCuWgz2okj7L8vQ1s6V9zVUPeDQ="
	r.each("decryptAES", of("secretkey", "other", "", "a key that is much longer than thirty-two bytes are"), of(encrypted, "", "!", "YQ=="))
	r.each("decryptAES", of("secretkey"), of("AAAAAAAAAAAAAAAAAAAAAA==", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "AAAAAAAAAAAAAAAAAAAAAAAA", "MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43UOV3HO6DZPI======"))
	r.call("encryptAES", "key", "")
	r.each("htpasswd", of("a:b", ":", "ü:"), of("x", ""))
	long := ""
	for len(long) < 73 {
		long += "x"
	}
	r.call("bcrypt", long)
	r.call("htpasswd", "user", long)
	r.each("genPrivateKey", of("RSA", "x\xff", "p256"))
	r.each("randAlphaNum", of(0, -1))
	r.each("randAlpha", of(0, -1))
	r.each("randNumeric", of(0, -1))
	r.each("randAscii", of(0, -1))
	r.each("randBytes", of(0, -1))
	r.call("randInt", 3, 4)
	r.call("randInt", 3, 3)
	r.call("randInt", 4, 3)
	r.each("shuffle", of("", "a", "aaa", "\xff"))
	certificateCalls(r)
}

func certificateCalls(r *recorder) {
	ips := []any{[]any(nil), []any{}, []any{"10.0.0.1", "::1"}, []any{"x"}, []any{""}, []any{1}, []any{nil}, []any{"10.0.0.1", 2.5}, []any{"1.2.3"}, []any{"010.0.0.1"}, []any{"::ffff:1.2.3.4"}, []any{"1:2"}, []any{"fe80::1%eth0"}, []any{[]any{"x"}}, []any{"256.1.1.1"}, []any{"a\xff"}}
	names := []any{[]any(nil), []any{}, []any{"a.b", "*.c"}, []any{1}, []any{nil}, []any{"x", true}}
	none := []any(nil)
	// good ones are random: only what is refused is recorded
	refused := func(name string, arguments ...any) {
		before, seen := r.out.Len(), len(r.seen)
		r.call(name, arguments...)
		line := r.out.String()[before:]
		if len(r.seen) > seen && !contains(line, `"fails":`) {
			r.out.Truncate(before)
		}
	}
	for _, ip := range ips {
		refused("genSelfSignedCert", "cn", ip, none, 1)
	}
	for _, name := range names {
		refused("genSelfSignedCert", "cn", []any{"x"}, name, 1)
		refused("genSelfSignedCert", "cn", none, name, 1)
	}
	keys := []any{"", "x", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "-----BEGIN X PRIVATE KEY-----\nAAAA\n-----END X PRIVATE KEY-----\n", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "-----BEGIN RSA PRIVATE KEY-----\n!\n-----END RSA PRIVATE KEY-----\n"}
	for _, key := range keys {
		refused("genCAWithKey", "cn", 1, key)
		refused("genSelfSignedCertWithKey", "cn", none, none, 1, key)
	}
	refused("genSelfSignedCertWithKey", "cn", []any{"x"}, none, 1, keys[0])
	b64 := r.functions["b64enc"].(func(string) string)
	certificates := []any{"", "!", b64("x"), b64("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"), b64("-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n")}
	for _, certificate := range certificates {
		for _, key := range []any{"", "!", b64("x")} {
			refused("buildCustomCert", certificate, key)
		}
	}
}

func contains(line, part string) bool {
	for index := 0; index+len(part) <= len(line); index++ {
		if line[index:index+len(part)] == part {
			return true
		}
	}
	return false
}

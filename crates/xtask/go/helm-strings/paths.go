package main

var somePaths = of(
	"", "/", "//", ".", "..", "a", "/a", "a/", "/a/", "a/b", "/a/b", "a//b", "a/./b", "a/../b", "../a", "../../a", "/..", "/../a", "a/..", "a/b/../..", "a/b/../../..", "./a", "./", "../", "a/b.txt", "a.b/c", ".bashrc", "a.tar.gz", "a.", "a/.b", "...",
	"a/...", "é/日.x", "a\xff/b", "C:\\a\\b", "a\\b", " a / b ", "///a///b///", "/.", "/./", "a/.", "a/b/.", "/a/../../b", "a b/c d.e f", "files/*.yaml", "x/..y/z", "config.d/app.conf", "/etc/ssl/certs/ca.crt", "//host/share",
)

var urls = of(
	"", "/", "http://example.com", "https://user:pa%20ss@example.com:8443/a/b?x=1&y=2#frag", "http://[::1]:80/", "http://[fe80::1%25en0]/", "//host/path", "mailto:a@b.c", "urn:x:y", "/a%2Fb", "http://a b.com/", "http://a.com/b c", "http://h/%zz", "http://h/%", "http://h/%2", "://x",
	":80", "1http://x", "http:", "http://", "http:///a", "http://h:port/", "http://h:-1/", "http://h:/", "http://:80", "http://user@h", "http://user:@h", "http://:p@h", "http://u:p:q@h", "http://u@p@h", "http://h?", "http://h?#", "http://h#", "http://h#a#b", "?x", "#x", "a:b", "a/b:c", "./a:b", "*", "http://*", "http://é.com/é?é#é",
	"HTTP://Example.COM/Path", "http://h/a/../b", "http://h/;p=1", "http://h/a;b?c;d", "http://h\x7f/", "http://h/\x01", "http://h/\xff", "http://[::1", "http://::1]/", "http://[::1]x/", "http://[::1]:x/", "http://h%41/", "http://h%20/", "http://[fe80::1%en0]/", "redis://:secret@redis:6379/0", "postgres://u:p@h1:1,h2:2/db?sslmode=off", "amqp://guest:guest@rabbit:5672/%2Fvhost",
	"s3://bucket/key", "oci://registry/x:1", "jdbc:postgresql://h/db", "file:///etc/x", "http://h/<>\"{}|\\^`", "http://h/[a]", "http://h/a@b", "http://h/a:b", "http://h/a+b", "http://h/%41%2f", "http://us%40er:p%3aw@h/", "http://h?a=%zz", "http://h#%zz", "http://h#%41%20", "http://us er@h", "http://a[b]/", "http://h<>/", "http://h\"/", "http://1.2.3.4:5/", "ws+unix://x", "a.b-c+d:opaque?q#f", "-a:b", "http://u:p@", "http://u:p@/x", "http:a", "http:/a", "localhost:8080", "localhost", "example.com/a", "http://[::1]", "http://[v1.x]/", "http://h:80:90/", "http://h/ ?x#y z", "http://%2F/", "http://h/a//b", "http://h//", "////a", "http://h/%e9", "http://user:password!@h", "http://a;b=c&d+e$f,g@h/", "http://u%zz@h", "HTTP:", "x:/a", "x:///a//b", "http://h/*", "http://h/a*b!c'(d)",
)

func pathCalls(r *recorder) {
	for _, name := range []string{"base", "dir", "clean", "ext", "isAbs", "osBase", "osDir", "osClean", "osExt", "osIsAbs"} {
		r.each(name, somePaths)
	}
	r.each("urlParse", urls)
	// every URL taken apart and put together again
	parse := r.functions["urlParse"].(func(string) map[string]any)
	for _, text := range urls {
		if parts := try(func() map[string]any { return parse(text.(string)) }); parts != nil {
			r.call("urlJoin", parts)
		}
	}
	some := func(parts ...string) map[string]any {
		out := map[string]any{}
		for index := 0; index < len(parts); index += 2 {
			out[parts[index]] = parts[index+1]
		}
		return out
	}
	for _, parts := range []map[string]any{
		{}, some("scheme", "http"), some("host", "h"), some("path", "a"), some("path", "a:b"), some("path", "a:b/c"), some("path", "//a"), some("path", "*"), some("query", "x=1"), some("fragment", "f g%"), some("opaque", "o"), some("scheme", "x", "opaque", "o", "host", "h"),
		some("scheme", "http", "host", "h", "path", "a b/é%2F"), some("scheme", "http", "host", "h", "path", "rel"), some("scheme", "http", "host", "h é<"), some("scheme", "http", "host", "[::1]:80"), some("scheme", "http", "host", "[fe80::1%en0]:80"), some("scheme", "http", "path", "/p"), some("scheme", "http", "path", "//p"), some("scheme", "http", "path", "p"),
		some("host", "h", "userinfo", "u:p"), some("host", "h", "userinfo", "u"), some("host", "h", "userinfo", "u:"), some("host", "h", "userinfo", "a b"), some("host", "h", "userinfo", "a@b"), some("host", "h", "userinfo", "a/b"), some("host", "h", "userinfo", "%zz"), some("host", "h", "userinfo", "u:p:q"), some("host", "h", "userinfo", ":p"), some("userinfo", "u:p"), some("host", "h", "userinfo", "ü"),
		some("host", "h", "fragment", "a#b"), some("host", "h", "query", "a#b?c d"), some("host", "h", "path", "/a?b#c"), some("host", "h", "path", "/[x]"), some("host", "h", "path", "/%41"), some("host", "h", "path", "/a%zz"), some("scheme", "HTTP", "host", "H"), some("host", "h\x01"), some("host", "h:80", "path", "/\xff"), some("fragment", "é!*'()"), some("host", "h", "path", "/!$&'()*+,;=:@-._~"), some("hostname", "ignored"),
		{"host": 1}, {"path": true}, {"scheme": nil}, {"userinfo": []any{}}, {"query": map[string]any{}}, {"host": 1.5}, {"opaque": []byte("x")}, {"fragment": int64(1)},
	} {
		r.call("urlJoin", parts)
	}
}

func try[T any](f func() T) (result T) {
	defer func() { _ = recover() }()
	return f()
}

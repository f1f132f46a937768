package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// module of two minors: a field of another package's type, an embedded struct, words that come and kinds that go.
var minors = map[string]map[string]string{
	"25": {
		"core/v1/doc.go":      "// +k8s:openapi-gen=true\n\npackage v1\n",
		"core/v1/register.go": "package v1\n\nconst GroupName = \"\"\n",
		"core/v1/types.go": `package v1

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// PullPolicy says when to pull.
// +enum
type PullPolicy string

const (
	PullAlways PullPolicy = "Always"
	PullNever  PullPolicy = "Never"
	// not one of the words
	Other = "Other"
)

// Usage has words with spaces, and the empty word.
// +k8s:beta(since: "1.25")=+k8s:enum
type Usage string

const (
	UsageNone = Usage("")
	UsageSign Usage = "digital signature"
	// +k8s:enumExclude
	UsageGone Usage = "gone"
	// +k8s:ifDisabled(Gate)=+k8s:enumExclude
	UsageGated Usage = "gated"
)

// Free is no enumeration.
type Free string

const FreeA Free = "A"

// +k8s:prerelease-lifecycle-gen:introduced=1.0

// Pod is a root type.
type Pod struct {
	metav1.TypeMeta ` + "`json:\",inline\"`" + `
	*Common         ` + "`json:\",inline\"`" + `
	Usages          []Usage          ` + "`json:\"usages\"`" + `
	ByName          map[string]Usage ` + "`json:\"byName,omitempty\"`" + `
	Free            Free             ` + "`json:\"free\"`" + `
	Hidden          PullPolicy       ` + "`json:\"-\"`" + `
}

type Common struct {
	Policy *PullPolicy ` + "`json:\"policy,omitempty\"`" + `
}

// +k8s:prerelease-lifecycle-gen:introduced=1.0

// PodList is a list.
type PodList struct{ Items []Pod }
`,
		"apps/v1beta1/doc.go":      "// +k8s:openapi-gen=true\n\npackage v1beta1\n",
		"apps/v1beta1/register.go": "package v1beta1\n\nconst GroupName = \"apps\"\n",
		"apps/v1beta1/types.go": `package v1beta1

import core "k8s.io/api/core/v1"

// +k8s:prerelease-lifecycle-gen:introduced=1.24
// +k8s:prerelease-lifecycle-gen:replacement=apps,v1,WidgetList

// Widget is implied to be deprecated in 1.27 and removed in 1.30, but 1.26 no longer has it.
type Widget struct {
	Policy core.PullPolicy ` + "`json:\"policy\"`" + `
}

// Gadget keeps its tags.
// +k8s:prerelease-lifecycle-gen:introduced=1.20
// +k8s:prerelease-lifecycle-gen:deprecated=1.22
type Gadget struct{}
`,
	},
}

func init() {
	newer := map[string]string{}
	for name, text := range minors["25"] {
		newer[name] = text
	}
	newer["core/v1/types.go"] = strings.ReplaceAll(newer["core/v1/types.go"], `PullNever  PullPolicy = "Never"`, `PullNever  PullPolicy = "Never"; PullOnce PullPolicy = "Once"`)
	newer["apps/v1beta1/types.go"] = "package v1beta1\n\n// +k8s:prerelease-lifecycle-gen:introduced=1.20\n// +k8s:prerelease-lifecycle-gen:deprecated=1.22\ntype Gadget struct{}\n"
	newer["apps/v1/register.go"] = "package v1\n\nconst GroupName = \"apps\"\n"
	newer["apps/v1/types.go"] = "package v1\n\n// +k8s:prerelease-lifecycle-gen:introduced=1.26\ntype Gadget struct{}\n"
	minors["26"] = newer
}

// releases writes the modules and returns the arguments that name them.
func releases(t *testing.T) []string {
	t.Helper()
	root := t.TempDir()
	var args []string
	for _, minor := range []string{"25", "26"} {
		for name, text := range minors[minor] {
			file := filepath.Join(root, minor, filepath.FromSlash(name))
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		args = append(args, minor+"="+filepath.Join(root, minor))
	}
	return args
}

// output runs a command and returns what it prints, without comments.
func output(t *testing.T, args ...string) string {
	t.Helper()
	var out strings.Builder
	if err := run(args, &out); err != nil {
		t.Fatal(err)
	}
	var rows strings.Builder
	for line := range strings.Lines(out.String()) {
		if !strings.HasPrefix(line, "#") {
			rows.WriteString(line)
		}
	}
	return rows.String()
}

func check(t *testing.T, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

func TestEnumsFollowTypesAndMergeMinors(t *testing.T) {
	got := output(t, append([]string{"enums"}, releases(t)...)...)
	check(t, got, `io.k8s.api.apps.v1beta1.Widget	policy	25-25	Always Never
io.k8s.api.core.v1.Common	policy	25-25	Always Never
io.k8s.api.core.v1.Common	policy	26-26	Always Never Once
io.k8s.api.core.v1.Pod	byName	25-26	"" "digital signature" gated
io.k8s.api.core.v1.Pod	policy	25-25	Always Never
io.k8s.api.core.v1.Pod	policy	26-26	Always Never Once
io.k8s.api.core.v1.Pod	usages	25-26	"" "digital signature" gated
`)
}

func TestLifetimesAreImpliedAndCorrected(t *testing.T) {
	got := output(t, append([]string{"lifetimes"}, releases(t)...)...)
	check(t, got, `apps/v1	Gadget	1.26	-	-	-
apps/v1beta1	Gadget	1.20	1.22	1.25	apps/v1
apps/v1beta1	Widget	1.24	-	1.26	apps/v1
v1	Pod	1.0	-	-	-
`)
}

func TestPartByHandIsKeptAndCorrects(t *testing.T) {
	file := filepath.Join(t.TempDir(), "lifetimes.txt")
	hand := "# by hand\nv1\tPod\t1.0\t1.33\t-\t-\n# third-party\na/v1\tB\t-\t-\tp@1.0\t-\n"
	if err := os.WriteFile(file, []byte("v1\tOld\t1.0\t-\t-\t-\n"+hand), 0o644); err != nil {
		t.Fatal(err)
	}
	args := append([]string{"lifetimes", "-o", file}, releases(t)...)
	var first string
	for range 2 {
		if err := run(args, nil); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if first == "" {
			first = string(text)
		}
		check(t, string(text), first)
	}
	generated, kept, _ := strings.Cut(first, "# by hand\n")
	check(t, "# by hand\n"+kept, hand)
	if strings.Contains(generated, "\nv1\t") {
		t.Errorf("the generated part holds a kind that the part by hand corrects:\n%s", generated)
	}
}

func TestServersRecordIsCompared(t *testing.T) {
	root := t.TempDir()
	document := filepath.Join(root, "openapi.json")
	text := `{"components":{"schemas":{"a.v1.T":{"properties":{
		"same":{"type":"string","enum":["y","x"]},
		"items":{"type":"array","items":{"enum":["p q"]}},
		"values":{"additionalProperties":{"enum":["new"]}},
		"free":{"additionalProperties":true}}}}}}`
	record, table := filepath.Join(root, "record.txt"), filepath.Join(root, "enums.txt")
	rows := "a.v1.T\tsame\t25-26\tx y\na.v1.T\titems\t25-26\t\"p q\"\na.v1.T\tvalues\t25-25\tnew\na.v1.U\tours\t26-26\tz\nb.v1.U\tnotServed\t26-26\tz\n"
	for file, content := range map[string]string{document: text, table: rows} {
		if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := run([]string{"openapi", "-o", record, document}, nil); err != nil {
		t.Fatal(err)
	}
	check(t, output(t, "compare", table, "25", record), "")
	check(t, output(t, "compare", table, "26", record), "a.v1.T\tvalues\ttable: \tserver: new\na.v1.U\tours\ttable: z\tserver: \n")
}

func TestWrongArgumentsAreRefused(t *testing.T) {
	args := releases(t)
	for _, wrong := range [][]string{nil, {"what"}, {"enums"}, {"enums", "25"}, {"enums", args[1], args[0]}, {"enums", "25=" + t.TempDir()}, {"compare", "a"}} {
		if err := run(wrong, nil); err == nil {
			t.Errorf("%q is accepted", wrong)
		}
	}
}

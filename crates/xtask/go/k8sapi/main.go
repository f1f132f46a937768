// Command k8sapi reads releases of the Go module k8s.io/api and writes the tables of readylint_schema that published
// JSON Schemas of Kubernetes lack: the words that enumerated fields take, and the lifetimes of API versions.
//
//	go run . enums     [-o FILE] 25=DIRECTORY 26=DIRECTORY …
//	go run . lifetimes [-o FILE] 25=DIRECTORY 26=DIRECTORY …
//	go run . openapi   [-o FILE] FILE…
//	go run . compare   TABLE MINOR RECORD
//
// An argument MINOR=DIRECTORY names the release v0.MINOR.0 of k8s.io/api and where it lies; minors ascend without gaps.
// (`go mod download -json k8s.io/api@v0.37.0` downloads a release and says where.) openapi writes the enumerated fields
// of a kube-apiserver's own OpenAPI v3 documents, and compare says where such a record and enums.txt differ.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "k8sapi:", err)
		os.Exit(1)
	}
}

// run carries out one command line.
func run(args []string, stdout io.Writer) error {
	if len(args) == 0 {
		return fmt.Errorf("a command is needed: enums, lifetimes, openapi or compare")
	}
	flags := flag.NewFlagSet(args[0], flag.ContinueOnError)
	output := flags.String("o", "", "write to this `file` instead of standard output")
	if err := flags.Parse(args[1:]); err != nil {
		return err
	}
	var text string
	var err error
	switch args[0] {
	case "enums":
		text, err = enumsTable(flags.Args())
	case "lifetimes":
		text, err = lifetimesTable(flags.Args(), *output)
	case "openapi":
		text, err = openAPITable(flags.Args())
	case "compare":
		text, err = compareTables(flags.Args())
	default:
		return fmt.Errorf("unknown command %q", args[0])
	}
	if err != nil {
		return err
	}
	if *output != "" {
		return os.WriteFile(*output, []byte(text), 0o644)
	}
	_, err = io.WriteString(stdout, text)
	return err
}

// loadReleases reads the modules that MINOR=DIRECTORY arguments name and hands each to use, the oldest first. It
// returns the minors.
func loadReleases(args []string, use func(minor int, m *module)) ([]int, error) {
	var minors []int
	for _, arg := range args {
		number, directory, found := strings.Cut(arg, "=")
		minor, err := strconv.Atoi(number)
		if !found || err != nil || minor < 0 {
			return nil, fmt.Errorf("%q is not MINOR=DIRECTORY", arg)
		}
		if len(minors) > 0 && minor != minors[len(minors)-1]+1 {
			return nil, fmt.Errorf("minors must ascend without gaps: %d comes after %d", minor, minors[len(minors)-1])
		}
		m, err := loadModule(directory)
		if err != nil {
			return nil, err
		}
		use(minor, m)
		minors = append(minors, minor)
	}
	if len(minors) == 0 {
		return nil, fmt.Errorf("name releases of k8s.io/api as MINOR=DIRECTORY")
	}
	return minors, nil
}

const enumsHead = `# Enumerated fields of Kubernetes' API types: OpenAPI definition, JSON field, minors (of 1.x), words.
# Made by crates/xtask/go/k8sapi (go run . enums) from the releases %d to %d of the Go module k8s.io/api; do not edit.
# Words are separated by spaces; the empty word, and a word that holds a space, stand in double quotes. They are those of
# the field itself, of its items or of its map's values. README.md says how the table was checked.
`

// enumsTable returns enums.txt for the releases that the arguments name.
func enumsTable(args []string) (string, error) {
	sets := map[int]enumSet{}
	minors, err := loadReleases(args, func(minor int, m *module) { sets[minor] = m.enums() })
	if err != nil {
		return "", err
	}
	var text strings.Builder
	fmt.Fprintf(&text, enumsHead, minors[0], minors[len(minors)-1])
	for _, run := range mergeEnums(minors, sets) {
		text.WriteString(run.line() + "\n")
	}
	return text.String(), nil
}

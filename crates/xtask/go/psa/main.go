// Command psa asks Pod Security admission, as the Go module k8s.io/pod-security-admission carries it, which pods it
// refuses. Tests compare the rules of category pod-security with its answers.
//
//	go run . matrix   [-o FILE]
//	go run . verdicts [-o FILE] PODS
//	go run . ask ADDRESS TOKEN PODS
//
// matrix writes the pods: every control, for every role of container, with values that are allowed and values that are
// not. verdicts evaluates a file of pods by every level and version, and says which checks fail. ask lets a running
// kube-apiserver judge the same pods (a dry run, in namespaces that enforce each level and version), and fails where its
// words differ from the evaluator's.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "psa:", err)
		os.Exit(1)
	}
}

// run carries out one command line.
func run(args []string, stdout io.Writer) error {
	if len(args) == 0 {
		return fmt.Errorf("a command is needed: matrix, verdicts or ask")
	}
	flags := flag.NewFlagSet(args[0], flag.ContinueOnError)
	output := flags.String("o", "", "write to this `file` instead of standard output")
	if err := flags.Parse(args[1:]); err != nil {
		return err
	}
	var text string
	var err error
	switch rest := flags.Args(); {
	case args[0] == "matrix" && len(rest) == 0:
		text, err = matrix()
	case args[0] == "verdicts" && len(rest) == 1:
		text, err = verdicts(rest[0])
	case args[0] == "ask" && len(rest) == 3:
		text, err = ask(rest[0], rest[1], rest[2])
	default:
		return fmt.Errorf("not a command with its arguments: %q", args)
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

// Command helm-collections asks the functions that Helm gives to templates (Sprig 3.3, through text/template and, for
// whole templates, through Helm's own engine) what they answer. Tests of readylint_helm compare themselves with it.
//
//	go run . functions [-o FILE]
//	go run . signatures [-o FILE]
//	go run . templates [-o FILE] CASES
//
// functions writes one row a call: the function, its arguments and its answer with their Go types. signatures writes the
// functions with their parameters. templates renders whole templates with Helm's engine and writes what it made of them.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"io"
	"os"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "helm-collections:", err)
		os.Exit(1)
	}
}

// run carries out one command line.
func run(args []string, stdout io.Writer) error {
	if len(args) == 0 {
		return fmt.Errorf("a command is needed: functions, signatures or templates")
	}
	flags := flag.NewFlagSet(args[0], flag.ContinueOnError)
	output := flags.String("o", "", "write to this `file` instead of standard output")
	if err := flags.Parse(args[1:]); err != nil {
		return err
	}
	if *output != "" {
		file, err := os.Create(*output)
		if err != nil {
			return err
		}
		defer file.Close()
		stdout = file
	}
	writer := bufio.NewWriter(stdout)
	defer writer.Flush()
	switch rest := flags.Args(); {
	case args[0] == "functions" && len(rest) == 0:
		return functions(writer)
	case args[0] == "signatures" && len(rest) == 0:
		return signatures(writer)
	case args[0] == "templates" && len(rest) == 1:
		return templates(writer, rest[0])
	default:
		return fmt.Errorf("what is %q?", args)
	}
}

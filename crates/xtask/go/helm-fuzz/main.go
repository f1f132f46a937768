// Command helm-fuzz makes template expressions from the signatures of all functions that Helm gives to templates, with
// odd arguments, and writes down what Helm's engine (the Go module helm.sh/helm/v4) makes of each of them.
// `cargo xtask helm-fuzz FILE` compares readylint's answers with the file.
//
//	go run . [-o FILE] [-n EXPRESSIONS-A-FUNCTION] [-seed NUMBER] [FUNCTION…]
//
// The first line of the file is the chart that the expressions are rendered in, every further line one expression with
// the text that it gives, or the error. Expressions whose answer differs from one render to the next are left out.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
)

func main() {
	arguments := os.Args[1:]
	atFixedTime(func() int {
		if err := run(arguments, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, "helm-fuzz:", err)
			return 1
		}
		return 0
	})
}

// row is one line of the file after the first.
type row struct {
	// Function is what the expression is about.
	Function string `json:"function"`
	// Template is the text of the only template.
	Template string `json:"template"`
	// Text is what it renders to, if it does.
	Text *string `json:"text,omitempty"`
	// Error is Helm's message, if it does not.
	Error *string `json:"error,omitempty"`
}

// run carries out one command line.
func run(args []string, stdout io.Writer) error {
	flags := flag.NewFlagSet("helm-fuzz", flag.ContinueOnError)
	output := flags.String("o", "", "write to this `file` instead of standard output")
	count := flags.Int("n", 100, "how many expressions a function")
	seed := flags.Uint64("seed", 1, "of the random choices")
	if err := flags.Parse(args); err != nil {
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
	out := bufio.NewWriter(stdout)
	if err := write(out, *count, *seed, flags.Args()); err != nil {
		return err
	}
	return out.Flush()
}

// write makes and renders the expressions.
func write(out io.Writer, count int, seed uint64, only []string) error {
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	header := map[string]string{"chart": chartYAML, "values": valuesYAML, "helpers": helpers}
	if err := encoder.Encode(header); err != nil {
		return err
	}
	functions := signatures()
	if len(only) == 0 {
		only = names(functions)
	}
	for _, name := range only {
		parameters, known := functions[name]
		if !known {
			return fmt.Errorf("no function is called %q", name)
		}
		// a sequence of its own for each function: one more function changes nothing about the others
		random := rand.New(rand.NewPCG(seed, hash(name)))
		seen := map[string]bool{}
		for range count {
			template := wrap(random, expression(random, functions, name, parameters, 0))
			if seen[template] {
				continue
			}
			seen[template] = true
			if answer, stable := ask(name, template); stable {
				if err := encoder.Encode(answer); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

package main

import (
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/Masterminds/sprig/v3"
)

// signatures writes the name and the Go type of every function of Sprig that Helm hands on as it is.
func signatures(w io.Writer) error {
	all := sprig.TxtFuncMap()
	// Helm leaves out the first two and has its own of the others (pkg/engine/funcs.go, engine.go)
	for _, name := range []string{"env", "expandenv", "toJson", "mustToJson", "fromJson", "fail", "getHostByName"} {
		delete(all, name)
	}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if _, err := fmt.Fprintf(w, "%s %T\n", name, all[name]); err != nil {
			return err
		}
	}
	return nil
}

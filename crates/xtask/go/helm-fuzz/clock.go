package main

import (
	"os"
	"testing"
	"testing/synctest"
)

// atFixedTime runs work while the clock stands at 2000-01-01T00:00:00Z, as it does in readylint's renders, and ends the
// program with the status that it returns. Only tests have such a clock.
func atFixedTime(work func() int) {
	os.Args = os.Args[:1]
	always := func(_, _ string) (bool, error) { return true, nil }
	testing.Main(always, []testing.InternalTest{{
		Name: "fixed time",
		F:    func(t *testing.T) { synctest.Test(t, func(*testing.T) { os.Exit(work()) }) },
	}}, nil, nil)
}

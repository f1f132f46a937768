package main

import (
	"testing"
	"testing/synctest"
)

// atFixedTime runs work while the clock stands at 2000-01-01T00:00:00Z, as it does in readylint's renders.
func atFixedTime(work func()) {
	testing.Init()
	always := func(_, _ string) (bool, error) { return true, nil }
	testing.RunTests(always, []testing.InternalTest{{
		Name: "fixed time",
		F:    func(t *testing.T) { synctest.Test(t, func(*testing.T) { work() }) },
	}})
}

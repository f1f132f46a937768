package main

func lifetimesTable(args []string, output string) (string, error) { return "", nil }
func openAPITable(args []string) (string, error)                  { return "", nil }
func compareTables(args []string) (string, error)                 { return "", nil }

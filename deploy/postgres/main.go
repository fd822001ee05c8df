// Command postgres prints which PostgreSQL server the demo and the tests of
// this machine run on: its version and the folder of its programs. It fails,
// with the remedy, where there is none.
//
// The invariant: it changes nothing and starts nothing.
package main

import (
	"context"
	"fmt"
	"os"

	"faro.example/registry/pg/privatepg"
)

func main() {
	found, err := privatepg.FindBinaries(context.Background())
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Printf("PostgreSQL %d in %s\n", found.Version, found.Dir)
}

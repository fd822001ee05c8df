// Command drawing writes the drawing of the tracing of a family for docs/, once
// for each language of the pages.
//
// The invariant: it is the drawing that the pages show, from the same list of
// steps, so that docs and pages never tell two procedures.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"faro.example/shared/pages"
	"faro.example/shared/pages/chart"
)

func main() {
	out := flag.String("out", "docs", "the folder to write to")
	flag.Parse()
	if err := write(*out); err != nil {
		fmt.Fprintln(os.Stderr, "drawing:", err)
		os.Exit(1)
	}
}

// write writes tracing.it.svg and tracing.en.svg into a folder.
func write(folder string) error {
	for _, l := range pages.Langs() {
		drawn := chart.Tracing(l, "tracing", nil)
		name := filepath.Join(folder, "tracing."+string(l)+".svg")
		if err := os.WriteFile(name, []byte(string(drawn.SVG)+"\n"), 0o644); err != nil {
			return err
		}
	}
	return nil
}

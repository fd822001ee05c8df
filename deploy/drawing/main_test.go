package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"faro.example/shared/pages"
)

func TestTheDrawingInDocsIsTheOneThatThePagesShow(t *testing.T) {
	made := t.TempDir()
	if err := write(made); err != nil {
		t.Fatal(err)
	}
	for _, l := range pages.Langs() {
		name := "tracing." + string(l) + ".svg"
		want, err := os.ReadFile(filepath.Join(made, name))
		if err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(filepath.Join("..", "..", "docs", name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("docs/%s is another drawing: run make generate", name)
		}
	}
}

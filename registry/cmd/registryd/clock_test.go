//go:build !demo

package main

import (
	"net/http"
	"strings"
	"testing"
)

func TestNobodyTellsTheServerWhatTimeItIs(t *testing.T) {
	n := newNation(t)
	n.start(t)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPut, "http://"+n.addresses.metrics+"/demo/clock",
		strings.NewReader("2019-03-31T12:00:00Z"))
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	if err := res.Body.Close(); err != nil {
		t.Fatal(err)
	}
	if res.StatusCode != http.StatusNotFound {
		t.Errorf("got %s, want that there is no such address", res.Status)
	}
}

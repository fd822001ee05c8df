package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestALicenceIsRecognisedOrNot(t *testing.T) {
	for text, want := range map[string]string{
		"Permission is hereby granted,\n free of charge, to any person":             "MIT",
		"Redistribution and use in source and binary forms ... Neither the name of": "BSD-3-Clause",
		"Redistribution and use in source and binary forms":                         "BSD-2-Clause",
		"                Apache License\n            Version 2.0, January 2004":     "Apache-2.0",
		"GNU GENERAL PUBLIC LICENSE Version 3":                                      "a licence of the GPL's family",
		"All rights reserved.":                                                      "not recognised",
	} {
		if got := recognise(text); got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
}

func TestWhatThisProgramIsMadeOfIsListed(t *testing.T) {
	t.Chdir("../..")
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := run(&out, []string{self}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "| bootstrap-italia | 2.18.3 | BSD-3-Clause |") {
		t.Errorf("got\n%s", out.String())
	}
	if err := run(&out, []string{filepath.Join(t.TempDir(), "none")}); err == nil {
		t.Error("a program that is not there was listed")
	}
}

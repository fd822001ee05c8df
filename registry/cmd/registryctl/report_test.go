package main

import (
	"bytes"
	"strings"
	"testing"

	"faro.example/shared/fault"
)

func attack(t *testing.T, args ...string) (string, error) {
	t.Helper()
	var out, errs bytes.Buffer
	err := run(t.Context(), append([]string{"report", "attack"}, args...), &out, &errs)
	return out.String(), err
}

func TestAPublishedTableIsAttackedWithoutARegistry(t *testing.T) {
	tables := func(total string) string {
		return `{"tables": [{"name": "present", "measure": "present", "on": "2026-07-31",
			"rows": [{"dimension": "country", "members": ["EG"]}, {"dimension": "country", "members": ["GN"]}, {"dimension": "country", "members": ["ML"]}],
			"cells": [[{"count": 20}], [{"withheld": true}], [{"withheld": true}], [{"count": ` + total + `}]]}]}`
	}
	out, err := attack(t, writeFile(t, "safe.json", tables("41")))
	if err != nil || !strings.Contains(out, "2 withheld: bounds exact for 2") {
		t.Errorf("a table without holes: got %q and %v", out, err)
	}
	out, err = attack(t, writeFile(t, "holed.json", tables("22")))
	if !fault.Is(err, fault.Conflict) || !strings.Contains(out, "country: [GN], total  is 1") {
		t.Errorf("a table with a hole: got %q and %v", out, err)
	}
	out, err = attack(t, writeFile(t, "safe.json", tables("41")), "--before", writeFile(t, "before.json", strings.ReplaceAll(tables("41"), `"withheld": true`, `"count": 10.5`)))
	if !fault.Is(err, fault.Invalid) || out != "" {
		t.Errorf("counts that are no whole numbers: got %q and %v", out, err)
	}
	out, err = attack(t, writeFile(t, "short.json", strings.Replace(tables("41"), `[{"count": 20}], `, "", 1)))
	if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "tables[0]") || out != "" {
		t.Errorf("a table without a line: got %q and %v", out, err)
	}
}

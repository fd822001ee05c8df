package main

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"faro.example/registry/directory"
	"faro.example/shared/day"
	"faro.example/shared/fault"
)

const administered = `{
	"institutions": [
		{"code": "MIN", "name": "Ministero", "kind": "ministry"},
		{"code": "C-SR", "name": "Comune di Siracusa", "kind": "municipality", "territory": ["089017"]}],
	"structures": [{"code": "SR-1", "name": "Casa Uno", "type": "first", "municipality": "089017"}],
	"people": [
		{"id": "01890a5d-ac96-774b-bcce-b302099a8001", "name": "Uno", "role": "ministry", "office_code": "MIN", "administrator": true},
		{"id": "01890a5d-ac96-774b-bcce-b302099a8002", "name": "Due", "role": "ministry", "office_code": "MIN", "administrator": true},
		{"id": "01890a5d-ac96-774b-bcce-b302099a8003", "name": "Tre", "role": "municipality", "office_code": "C-SR", "administrator": true},
		{"id": "01890a5d-ac96-774b-bcce-b302099a8004", "name": "Quattro", "role": "municipality", "office_code": "C-SR"}]
}`

// The people of the directory above.
const (
	first   = "01890a5d-ac96-774b-bcce-b302099a8001"
	second  = "01890a5d-ac96-774b-bcce-b302099a8002"
	local   = "01890a5d-ac96-774b-bcce-b302099a8003"
	worker  = "01890a5d-ac96-774b-bcce-b302099a8004"
	newcome = "01890a5d-ac96-774b-bcce-b302099a8005"
)

func administeredBy(t *testing.T) *terminal {
	t.Helper()
	m := ready(t)
	m.must(t, "import", "catalogue", writeFile(t, "a.json", administered))
	return m
}

func as(person string, args ...string) []string {
	return append(append([]string{"directory"}, args...), "--as", person, "--reason", "as agreed")
}

func TestADirectoryIsKeptAtTheCommandLine(t *testing.T) {
	m := administeredBy(t)
	waits := strings.TrimSpace(m.must(t, as(local, "people", "add", "--office", "C-SR", "--role", "municipality", "--name", "Cinque", "--id", newcome)...))
	if _, _, err := m.try(t, as(local, "confirm", waits)...); !fault.Is(err, fault.Denied) {
		t.Errorf("the office's administrator confirms what they proposed: got %v, want denied", err)
	}
	m.must(t, as(first, "confirm", waits)...)
	m.must(t, as(local, "operators", "add", newcome, "SR-1")...)
	until := day.FromTime(time.Now()).Add(10).String()
	m.must(t, as(newcome, "hand-over", newcome, worker, "--until", until)...)
	if _, _, err := m.try(t, as(worker, "hand-over", newcome, worker, "--until", until)...); !fault.Is(err, fault.Denied) {
		t.Errorf("another's work to oneself: got %v, want denied", err)
	}
	var list directory.Listed
	if err := json.Unmarshal([]byte(m.must(t, as(local, "list", "--json")...)), &list); err != nil || len(list.StandIns) != 1 || len(list.People) != 4 || len(list.Operators) != 2 {
		t.Errorf("the office's administrator sees %d people, %d operators and %d stand-ins, and %v", len(list.People), len(list.Operators), len(list.StandIns), err)
	}
	m.must(t, as(newcome, "take-back", newcome, worker)...)
	m.must(t, as(local, "people", "remove", newcome)...)
	if out := m.must(t, as(local, "list")...); strings.Contains(out, newcome) {
		t.Errorf("who was removed is listed:\n%s", out)
	}
	if _, _, err := m.try(t, as(local, "close", "SR-1")...); !fault.Is(err, fault.Denied) {
		t.Errorf("the municipality closes a structure: got %v, want denied", err)
	}
	m.must(t, as(first, "close", "SR-1")...)
}

func TestAnAdministratorIsMadeByTwoAtTheCommandLine(t *testing.T) {
	m := administeredBy(t)
	out := m.must(t, as(first, "people", "add", "--office", "MIN", "--role", "ministry", "--name", "Cinque", "--id", newcome, "--administrator")...)
	id := strings.TrimSpace(out)
	var waits []directory.Proposal
	if err := json.Unmarshal([]byte(m.must(t, as(second, "proposals", "--json")...)), &waits); err != nil || len(waits) != 1 || waits[0].ID.String() != id {
		t.Fatalf("what waits: %d and %v, want %s", len(waits), err, id)
	}
	if _, _, err := m.try(t, as(first, "confirm", id)...); !fault.Is(err, fault.Denied) {
		t.Errorf("the proposer confirms: got %v, want denied", err)
	}
	m.must(t, as(second, "confirm", id)...)
	var list directory.Listed
	if err := json.Unmarshal([]byte(m.must(t, as(newcome, "list", "--office", "MIN", "--json")...)), &list); err != nil || len(list.People) != 3 {
		t.Errorf("the new administrator sees %d people of the Ministry, and %v", len(list.People), err)
	}
	m.must(t, as(second, "people", "remove", newcome)...)
	if _, _, err := m.try(t, as(newcome, "list")...); !fault.Is(err, fault.Denied) {
		t.Errorf("after being removed: got %v, want denied", err)
	}
}

package house

import (
	"os"
	"testing"

	"faro.example/migrations"
	"faro.example/registry/pg/pgtest"
)

// excused lists the exported functions of guarded packages that take no
// access.Caller, each with the reason.
var excused = map[string]string{
	"registry/lookup.Sight.Here":                      "a Sight is given by Lookup.Among, to the caller for whom it wrote the line",
	"registry/lookup.Sight.Alike":                     "as Sight.Here",
	"registry/alert.Alerts.Run":                       "sweeps now and then, as Sweep",
	"registry/alert.Alerts.Sweep":                     "raises alerts and tells guardians from the ledger, by the clock; shows nothing",
	"registry/attachment.Desk.Check":                  "opens every file to compare it with its record; shows nothing",
	"registry/attachment.Desk.Close":                  "seals files from before anew, under both keys; shows nothing",
	"registry/attachment.Desk.Tidy":                   "removes files that no record names; shows nothing",
	"registry/audit.Log.Run":                          "watches who looks, for the auditor, and makes the months to come; shows nothing",
	"registry/audit.Log.Watch":                        "as Run, once",
	"registry/directory.Directory.Caller":             "it is what makes the access.Caller of a person",
	"registry/directory.Directory.Directory":          "what every installation gets: structures and operators, no minor",
	"registry/directory.Directory.Find":               "codes of structures and institutions, no minor",
	"registry/directory.Directory.Names":              "what structures and institutions are called, no minor",
	"registry/directory.Directory.Import":             "structures, institutions and people in office; who changes them is its second parameter",
	"registry/directory.Directory.In":                 "structures and institutions of a territory, no minor",
	"registry/directory.Directory.Of":                 "what every installation gets, as Directory",
	"registry/directory.Directory.Resolve":            "finds the identifiers of offices by their codes, no minor",
	"registry/directory.Directory.Seat":               "the Ministry's office, no minor",
	"registry/directory.Directory.Unresolved":         "as Resolve, for the rows of a spreadsheet",
	"registry/feed.Feed.Run":                          "wakes the installations whose requests wait; each is answered as its own",
	"registry/feed.Feed.Standpoint":                   "the ledger's head and what is held from one installation, no minor",
	"registry/intake.Intake.Rebuild":                  "makes the read tables again from the ledger and shows nothing; registryctl asks access first",
	"registry/intake.Intake.Renew":                    "makes the read tables again from the ledger and shows nothing; registryd does it by itself when it starts",
	"registry/intake.Intake.Rescope":                  "tells installations of what their offices may see, in the directory's own transaction",
	"registry/intake.Intake.Restart":                  "begins a new life of a restored ledger, in the transaction that restores it; shows nothing",
	"registry/intake.Intake.Run":                      "takes for the callers whose pushes wait, each judged as its own",
	"registry/intake.Intake.LockErased":               "locks what registry/erasure erases, in its transaction, by an order for which it has asked access",
	"registry/intake.Intake.Epitaph":                  "signs what registry/erasure says of a minor who is erased, for whose order it has asked access",
	"registry/intake.Bury":                            "gives a position to what registry/erasure says, in its transaction, and to what a restore erases again",
	"registry/intake.Intake.Tell":                     "tells installations that the directory changed, in its own transaction; no minor",
	"registry/directory.Directory.FindMunicipalities": "what social services are called is no secret; no minor",
	"registry/directory.Directory.FindStructures":     "what structures are called is no secret; no minor",
	"registry/intake.Intake.TellConcerns":             "inside the transaction of registry/alert; the feed shows each only what concerns its own offices and records",
	"registry/intake.Intake.TellCandidates":           "inside the transaction of registry/sweep; the feed shows each only what it may see",
	"registry/report/publication.Desk.Published":      "tells anybody what is published, and nothing else",
	"registry/report/publication.Desk.Find":           "as Published",
	"registry/report/publication.Desk.File":           "as Published: the frozen bytes",
	"registry/report/publication.Desk.Figure":         "as Published, with what was listed beside it since",
	"registry/report/publication.Desk.Schedule":       "drafts for the registry itself, and leaves its line; shows nothing",
	"registry/report/publication.Desk.Restate":        "counts for the registry itself, and leaves its line; lists what has passed disclosure control",
}

// none fails the test with every complaint.
func none(t *testing.T, complaints []string) {
	t.Helper()
	for _, c := range complaints {
		t.Error(c)
	}
}

// thisTree is the tree that the test stands in.
func thisTree(t *testing.T) *tree {
	t.Helper()
	parsed, err := read(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	if len(parsed.files) < 50 {
		t.Fatalf("found %d files: this is not the whole tree", len(parsed.files))
	}
	return parsed
}

func TestImportsRunOneWay(t *testing.T) { none(t, imports(thisTree(t))) }

func TestEveryPackageSaysWhatItKeeps(t *testing.T) { none(t, packageComments(thisTree(t))) }

func TestEveryExportedNameIsExplained(t *testing.T) { none(t, exportedComments(thisTree(t))) }

func TestNothingIsTooLargeToBeRead(t *testing.T) { none(t, sizes(thisTree(t))) }

func TestNoWorkIsLeftAndNoErrorThrownAway(t *testing.T) { none(t, conduct(thisTree(t))) }

func TestNothingIsReadOrWrittenForNobody(t *testing.T) { none(t, callers(thisTree(t), excused)) }

func TestEveryLineOfTheThreatModelHasItsTest(t *testing.T) {
	const page = "docs/security.md"
	text, err := os.ReadFile("../../" + page)
	if err != nil {
		t.Fatal(err)
	}
	none(t, threats(thisTree(t), page, string(text)))
}

func TestMigrationsAreAGaplessRowOfPairs(t *testing.T) {
	for _, of := range []struct {
		name  string
		check func() ([]string, error)
	}{
		{"postgres", func() ([]string, error) { return migrationFiles(migrations.Postgres(), true) }},
		{"sqlite", func() ([]string, error) { return migrationFiles(migrations.SQLite(), false) }},
	} {
		t.Run(of.name, func(t *testing.T) {
			complaints, err := of.check()
			if err != nil {
				t.Fatal(err)
			}
			none(t, complaints)
		})
	}
}

func TestTheDatabaseKeepsTheRulesOfTheHouse(t *testing.T) {
	db := pgtest.New(t)
	for _, rule := range schemaRules {
		t.Run(rule.name, func(t *testing.T) {
			complaints, err := rule.complaints(t.Context(), db.Admin())
			if err != nil {
				t.Fatal(err)
			}
			none(t, complaints)
		})
	}
}

func TestEveryPlantedFaultCanBeSeen(t *testing.T) {
	bad, err := stale(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	none(t, bad)
}

package minor_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"strings"
	"testing"

	"faro.example/shared/day"
	"faro.example/shared/minor"
)

// secret is in everything personal below; born is how its date would show.
const (
	secret = "Xyzzyx"
	born   = "2009-05-04"
)

var (
	name  = minor.Name{Given: secret, Family: secret}
	birth = minor.Birth{Date: day.Must(born), Precision: minor.ToDay, Provenance: minor.Documented}
	code  = minor.Code("1234567889")
	place = minor.BirthPlace{Country: "GN", Town: secret}
)

// personal is every type of the package that holds something of a child.
func personal() map[string]any {
	return map[string]any{
		"Text": minor.Text(secret), "Code": code, "Name": name, "Birth": birth, "BirthPlace": place,
		"Claim":      minor.Claim{Attribute: minor.AttrCitizenship, Value: minor.Country("GN"), Rank: 2},
		"Registered": minor.Registered{Code: code, Tag: secret}, "Found": minor.Found{Mode: minor.ByFinding, Relatives: secret},
		"IdentityStated": minor.IdentityStated{Source: minor.OwnWord, Name: &name, Birth: &birth, Citizenship: "GN", Cites: secret},
		"IdentityAlias":  minor.IdentityAlias{Name: name, Source: minor.OwnWord}, "NoticeGiven": minor.NoticeGiven{Explained: secret},
		"RelativeStated":   minor.RelativeStated{Source: minor.OwnWord, Name: &name, Where: secret},
		"AgeDecided":       minor.AgeDecided{Found: minor.IsMinor, Birth: &birth, Number: secret},
		"IdentifierStated": minor.IdentifierStated{Scheme: minor.SIM, Value: secret},
		"Digest":           minor.Digest(secret), "File": minor.File{Digest: secret, Type: minor.PDF, Size: 1},
		"DocumentAdded": minor.DocumentAdded{Type: "passport", Number: secret, Country: "GN"},
	}
}

// shows reports whether a print tells something of the child: the words, their
// bytes, the code, the day or the country.
func shows(s string) bool {
	for _, part := range []string{
		secret, fmt.Sprintf("%x", secret), fmt.Sprintf("%X", secret), strings.Trim(fmt.Sprint([]byte(secret)), "[]"),
		"1234567889", born, "2009-", "GN", strings.Trim(fmt.Sprint(day.Must(born)), "{}"),
	} {
		if strings.Contains(s, part) {
			return true
		}
	}
	return false
}

// verbs are all letters but p, T and w: %T prints the type, and %p and %w, which
// go vet refuses, cannot be answered for (see Text).
func verbs() []string {
	var out []string
	for _, flag := range []string{"", "+", "#", "-", " ", "0", "9", ".3", "+#", "# "} {
		for c := 'A'; c <= 'z'; c++ {
			if !strings.ContainsRune("pTw", c) && (c <= 'Z' || c >= 'a') {
				out = append(out, "%"+flag+string(c))
			}
		}
	}
	return out
}

func TestPersonalDataPrintsRedactedWhateverTheVerb(t *testing.T) {
	for what, v := range personal() {
		holders := []any{
			v, &v, []any{v}, map[string]any{"k": v}, struct{ V any }{v}, &struct{ V any }{v}, struct{ In struct{ V any } }{struct{ V any }{v}},
		}
		for _, verb := range verbs() {
			for _, h := range holders {
				if got := fmt.Sprintf(verb, h); shows(got) {
					t.Fatalf("%s in a %T prints with %s as %s", what, h, verb, got)
				}
			}
		}
		prints := []string{fmt.Sprint(v), fmt.Sprintln("x", v), errors.Join(fmt.Errorf("append: %w", fmt.Errorf("%s", v))).Error()}
		for _, wrong := range []string{"%[3]d %d", "no verb", "%*d", "%", "%d"} { // each with an argument too many
			prints = append(prints, fmt.Sprintf(wrong, v, v))
		}
		for _, got := range prints {
			if shows(got) {
				t.Errorf("%s prints as %s", what, got)
			}
		}
	}
}

// typed holds the types themselves, by value and by pointer.
type typed struct {
	Text  minor.Text
	Texts []minor.Text
	Name  minor.Name
	At    *minor.Name
	Births
	Codes map[minor.Code]minor.Code
}

// Births is embedded: what it promotes must not show it either.
type Births struct {
	Birth minor.Birth
	Place *minor.BirthPlace
}

func TestAStructOfPersonalDataPrintsRedacted(t *testing.T) {
	v := typed{secret, []minor.Text{secret}, name, &name, Births{birth, &place}, map[minor.Code]minor.Code{code: code}}
	for _, verb := range verbs() {
		for _, h := range []any{v, &v, []typed{v}} {
			if got := fmt.Sprintf(verb, h); shows(got) {
				t.Fatalf("a %T prints with %s as %s", h, verb, got)
			}
		}
	}
	if got := fmt.Sprintf("%+v", v); !strings.Contains(got, minor.Redacted) {
		t.Errorf("nothing is said to be hidden: %s", got)
	}
}

func TestPersonalDataIsLoggedRedacted(t *testing.T) {
	for what, v := range personal() {
		var buf bytes.Buffer
		for _, h := range []slog.Handler{slog.NewTextHandler(&buf, nil), slog.NewJSONHandler(&buf, nil)} {
			log := slog.New(h).With("with", v).WithGroup("in").With("deep", slog.GroupValue(slog.Any("v", v)))
			log.Info("one", "v", v, "error", fmt.Errorf("wrapped: %v", v), slog.Group("g", "v", v))
		}
		if shows(buf.String()) {
			t.Errorf("%s is logged as %s", what, &buf)
		}
	}
}

func TestWhatHoldsPersonalDataIsLoggedRedactedByOurHandlers(t *testing.T) {
	opts := &slog.HandlerOptions{ReplaceAttr: minor.RedactAttr, AddSource: true}
	for what, v := range personal() {
		raw, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		var buf bytes.Buffer
		for _, h := range []slog.Handler{slog.NewTextHandler(&buf, opts), slog.NewJSONHandler(&buf, opts)} {
			slog.New(h).Info("one", "struct", struct{ V any }{v}, "list", []any{v}, "pointer", &struct{ V any }{v}, "map", map[string]any{"k": v},
				"bytes", raw, "raw", json.RawMessage(raw), "nothing", nil, "number", 7)
		}
		if shows(buf.String()) {
			t.Errorf("what holds %s is logged as %s", what, &buf)
		}
		if !strings.Contains(buf.String(), `"number":7`) || !strings.Contains(buf.String(), fmt.Sprintf("%d bytes", len(raw))) {
			t.Errorf("plain values are lost: %s", &buf)
		}
	}
}

func TestAPanicShowsNothing(t *testing.T) {
	if what := os.Getenv("FARO_PANIC"); what != "" {
		panic(personal()[what])
	}
	for what := range personal() {
		cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestAPanicShowsNothing$")
		cmd.Env = append(os.Environ(), "FARO_PANIC="+what)
		out, err := cmd.CombinedOutput()
		if err == nil || !strings.Contains(string(out), "panic:") {
			t.Fatalf("%s: no panic: %v %s", what, err, out)
		}
		if shows(string(out)) {
			t.Errorf("a panic with %s prints %s", what, out)
		}
	}
}

func TestRevealAndJSONShowWhatWasWritten(t *testing.T) {
	if got := minor.Text(secret).Reveal(); got != secret {
		t.Errorf("got %q", got)
	}
	if code.Reveal() != "1234567889" || code.Display() != "1234 5678 89" {
		t.Errorf("got %q and %q", code.Reveal(), code.Display())
	}
	b, err := json.Marshal(name)
	if err != nil || string(b) != `{"given":"`+secret+`","family":"`+secret+`"}` {
		t.Errorf("got %s, %v", b, err)
	}
	if minor.Text("").String() != "" || minor.Code("").String() != "" {
		t.Error("nothing is redacted")
	}
}

// The errors of validation name fields, never what stood in them.
func TestAFaultDoesNotRepeatWhatWasTyped(t *testing.T) {
	long := minor.Text(strings.Repeat(secret, 300))
	for what, err := range map[string]error{
		"a long text":    long.Check("tag", 10),
		"a control":      minor.Text(secret+"\x00").Check("tag", 100),
		"a long name":    minor.Name{Given: long}.Validate(),
		"a wrong code":   minor.Code(secret).Validate(),
		"a wrong birth":  minor.Birth{Date: day.Must(born), Precision: minor.ToYear, Provenance: minor.Declared}.Validate(),
		"a wrong source": minor.IdentityStated{Source: secret}.Validate(),
	} {
		if err == nil || shows(err.Error()) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := minor.ParseCode(secret); err == nil || shows(err.Error()) {
		t.Errorf("ParseCode: %v", err)
	}
}

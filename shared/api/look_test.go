package api_test

import (
	"encoding/json"
	"testing"
	"time"

	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// Both sides agree on these bytes: what is different here is another chain.
func TestALookIsLinkedAsItAlwaysWas(t *testing.T) {
	look := api.Look{
		Seq: 7, At: time.Date(2026, 3, 31, 12, 0, 0, 0, time.UTC), Person: numbered[institution.PersonID](1), What: "outbox",
		Minors: []minor.ID{numbered[minor.ID](2), numbered[minor.ID](3)},
	}
	look.Chain = look.Link(change.Digest{1, 2, 3})
	got, err := json.Marshal(api.Looks{Oldest: 3, Looks: []api.Look{look}})
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"oldest":3,"looks":[{"seq":7,"at":"2026-03-31T12:00:00Z","person":"019b0000-0000-7000-8000-000000000001","what":"outbox","minors":["019b0000-0000-7000-8000-000000000002","019b0000-0000-7000-8000-000000000003"],"chain":"t2GyEwFzHpR0i9mDUnJYJseZhgnwPgMqOcrunkZwbcQ"}]}`
	if string(got) != want {
		t.Errorf("got %s", got)
	}
}

func TestEveryPartOfALookIsLinked(t *testing.T) {
	whole := api.Look{Seq: 7, At: time.Unix(0, 0), Person: numbered[institution.PersonID](1), What: "outbox", Minors: []minor.ID{numbered[minor.ID](2)}}
	for name, change := range map[string]func(*api.Look){
		"the number": func(l *api.Look) { l.Seq++ },
		"the time":   func(l *api.Look) { l.At = l.At.Add(time.Second) },
		"who":        func(l *api.Look) { l.Person = institution.PersonID{} },
		"the page":   func(l *api.Look) { l.What = "status" },
		"whom":       func(l *api.Look) { l.Minors = []minor.ID{numbered[minor.ID](3)} },
		"how many":   func(l *api.Look) { l.Minors = nil },
	} {
		other := whole
		change(&other)
		if other.Link(whole.Chain) == whole.Link(whole.Chain) {
			t.Errorf("%s can be changed unnoticed", name)
		}
	}
	if whole.Link([32]byte{1}) == whole.Link([32]byte{}) {
		t.Error("what was before can be changed unnoticed")
	}
}

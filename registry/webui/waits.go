package webui

import (
	"slices"

	"faro.example/registry/backlog"
	"faro.example/registry/lookup"
	"faro.example/shared/access"
	"faro.example/shared/pages"
)

// waiting is how many wait on a queue of the reader's office, and where they are
// dealt with.
type waiting struct {
	Number, Text, Note, Href string
	Key                      string // how it is marked
}

// decides are the queues whose next step is a role's own, the first thing of its
// day: a court appoints, the police headquarters decide on permits, the prefecture
// hears how a protection procedure ends. What others decide stands on the page of
// all queues alone, and so does everything of the Ministry's.
var decides = map[access.Role][]lookup.Queue{
	access.Court:        {backlog.Letters, lookup.Unguarded, lookup.Unanswered},
	access.Prosecutor:   {backlog.Letters, lookup.Unguarded, lookup.Unanswered},
	access.Police:       {backlog.Letters, lookup.Permits, lookup.Expiring},
	access.Prefecture:   {backlog.Letters, lookup.Protections},
	access.Municipality: {backlog.Letters, lookup.OwnTurn, lookup.Unguarded, lookup.Expiring},
}

// waits says what waits for the reader's office besides its lists. What there is
// nothing of is left out.
func (v *visit) waits() (out []waiting, err error) {
	mine := decides[v.who.Role]
	if len(mine) == 0 {
		return nil, nil
	}
	all, err := v.backlogs()
	if err != nil {
		return nil, err
	}
	for _, q := range mine {
		if i := slices.IndexFunc(all, func(b lookup.Backlog) bool { return b.Queue == q && b.Count > 0 }); i >= 0 {
			out = append(out, v.waitsOn(all[i]))
		}
	}
	return out, nil
}

// waitsOn draws a queue on which somebody is: since when the first has waited, or
// of what runs out, when the first does.
func (v *visit) waitsOn(b lookup.Backlog) waiting {
	out := waiting{Number: pages.Number(v.l, b.Count), Text: v.queueText(b.Queue, ""), Href: queueAt(b.Queue)}
	if b.Count >= lookup.MaxCounted {
		out.Number = v.say("list.many", lookup.MaxCounted)
	}
	switch {
	case b.Queue == backlog.Letters:
		out.Text, out.Key = v.say("waits.letters"), "waits"
	case b.Queue == lookup.Expiring:
		out.Note = v.say("waits.first", pages.Date(v.l, b.Oldest))
	case !b.Oldest.IsZero():
		out.Note = v.say("waits.oldest", v.today().Sub(b.Oldest))
	}
	return out
}

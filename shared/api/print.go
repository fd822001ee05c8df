package api

import (
	"fmt"
	"log/slog"
)

// What travels holds casefiles, the names of operators and one-time codes. It
// prints as how much there is of it.

// Format prints the place of the record, for every verb.
func (p Placed) Format(f fmt.State, _ rune) { fmt.Fprint(f, p.LogValue()) }

// LogValue gives the place of the record, without what it says.
func (p Placed) LogValue() slog.Value {
	return slog.GroupValue(
		slog.String("agent", p.Ref.Agent.String()), slog.Uint64("seq", p.Ref.Seq),
		slog.Uint64("position", p.Position), slog.Int("bytes", len(p.Data)),
	)
}

// Format prints the size of what is shown, for every verb.
func (s Shown) Format(f fmt.State, _ rune) { fmt.Fprint(f, s.LogValue()) }

// LogValue gives the size of what is shown.
func (s Shown) LogValue() slog.Value {
	return slog.GroupValue(slog.Int("rules", s.Rules), slog.Int("bytes", len(s.Casefile)))
}

// Format prints how many records there are, for every verb.
func (e Enter) Format(f fmt.State, _ rune) { fmt.Fprint(f, e.LogValue()) }

// LogValue gives how many records there are.
func (e Enter) LogValue() slog.Value {
	return slog.GroupValue(slog.Any("sections", e.Sections), slog.Int("records", len(e.Records)))
}

// Format prints what the item is and about whom, by identifier, for every verb.
func (i Item) Format(f fmt.State, _ rune) { fmt.Fprint(f, i.LogValue()) }

// LogValue gives what the item is and about whom, by identifier.
func (i Item) LogValue() slog.Value {
	return slog.GroupValue(slog.Uint64("n", i.N), slog.String("what", i.What), slog.String("minor", i.Minor.String()))
}

// Format prints how many items there are, for every verb.
func (p Feed) Format(f fmt.State, _ rune) { fmt.Fprint(f, p.LogValue()) }

// LogValue gives how many items there are.
func (p Feed) LogValue() slog.Value {
	return slog.GroupValue(slog.Int("items", len(p.Items)), slog.Uint64("next", p.Next), slog.Bool("more", p.More))
}

// Format prints who it is by identifier, for every verb.
func (o Operator) Format(f fmt.State, _ rune) { fmt.Fprint(f, o.LogValue()) }

// LogValue gives who it is, by identifier.
func (o Operator) LogValue() slog.Value { return slog.StringValue(o.Person.String()) }

// Format prints which office it is, for every verb.
func (o Office) Format(f fmt.State, _ rune) { fmt.Fprint(f, o.LogValue()) }

// LogValue gives which office it is, without its key.
func (o Office) LogValue() slog.Value { return slog.StringValue(o.Code) }

// Format prints how much it holds, for every verb.
func (d Directory) Format(f fmt.State, _ rune) { fmt.Fprint(f, d.LogValue()) }

// LogValue gives how much it holds.
func (d Directory) LogValue() slog.Value {
	return slog.GroupValue(
		slog.Int("operators", len(d.Operators)), slog.Int("offices", len(d.Offices)), slog.Int("structures", len(d.Structures)),
	)
}

// Format prints nothing of the code, for every verb.
func (r EnrolRequest) Format(f fmt.State, _ rune) { fmt.Fprint(f, r.LogValue()) }

// LogValue keeps the one-time code out of logs.
func (r EnrolRequest) LogValue() slog.Value {
	return slog.GroupValue(slog.Int("bytes", len(r.Request)))
}

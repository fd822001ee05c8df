package casefile

import (
	"cmp"
	"slices"

	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
)

// Sent is a notice that an office was sent.
type Sent struct {
	minor.NoticeSent
	Section change.Section       `json:"section"`
	By      institution.OfficeID `json:"by"`
	On      day.When             `json:"on"`
	Record  change.ID            `json:"record"`
	// Opened is when the office to which it was sent opened it first, and
	// OpenedAs the number of its protocol as said last; none while it waits.
	Opened   day.When    `json:"opened,omitzero"`
	OpenedAs minor.Text  `json:"opened_as,omitempty"`
	Openings []change.ID `json:"openings,omitempty"` // the records that say so
}

// Waits reports whether nobody at the office it was sent to has opened it; of one
// sent by other means nobody can tell.
func (s *Sent) Waits() bool { return !s.To.IsZero() && len(s.Openings) == 0 }

// Notified gives the first day on which an office of a kind was sent a notice of
// a matter on or after a day, and whether one was.
func (f *File) Notified(m minor.Matter, as minor.Receiver, from day.Date) (day.Date, bool) {
	for _, n := range f.Notices { // by day
		if n.Matter == m && n.As == as && !n.On.Day().Before(from) {
			return n.On.Day(), true
		}
	}
	return day.Date{}, false
}

// Sent gives the notice that a record sent, and whether it stands.
func (f *File) Sent(record change.ID) (Sent, bool) {
	i := slices.IndexFunc(f.Notices, func(n Sent) bool { return n.Record == record })
	if i < 0 {
		return Sent{}, false
	}
	return f.Notices[i], true
}

// AddressedTo reports whether an institution was sent a notice about the minor.
func (f *File) AddressedTo(i institution.ID) bool {
	return slices.ContainsFunc(f.Notices, func(n Sent) bool { return institution.ID(n.To) == i })
}

// foldNotices fills in the notices of the fresh sections, each from the records
// of its own section.
func (f *File) foldNotices(all []*change.Placed, fresh func(change.Section) bool) {
	var in map[change.Section][]*change.Placed // most casefiles have none
	for _, p := range all {
		if _, sent := p.Body.(minor.NoticeSent); sent && fresh(p.Section) {
			if in == nil {
				in = map[change.Section][]*change.Placed{}
			}
			in[p.Section] = nil
		}
	}
	if in == nil {
		return
	}
	for _, p := range all {
		switch p.Body.(type) {
		case minor.NoticeSent, minor.NoticeOpened, change.Retracted:
			if _, ok := in[p.Section]; ok {
				in[p.Section] = append(in[p.Section], p)
			}
		}
	}
	for _, records := range in {
		s := newSection(records)
		f.Notices = append(f.Notices, s.notices()...)
	}
	slices.SortFunc(f.Notices, func(a, b Sent) int {
		return cmp.Or(a.On.Day().Compare(b.On.Day()), a.Record.Compare(b.Record))
	})
}

// notices gives those of a section. Only the office that a notice was sent to
// opens it, whoever else says so.
func (s *section) notices() []Sent {
	var out []Sent
	for _, p := range s.live {
		if b, ok := p.Body.(minor.NoticeSent); ok {
			out = append(out, Sent{NoticeSent: b, Section: p.Section, By: p.Structure, On: p.On, Record: p.ID})
		}
	}
	for _, p := range s.live {
		b, ok := p.Body.(minor.NoticeOpened)
		i := slices.IndexFunc(out, func(n Sent) bool { return n.Record == change.ID(b.Notice) })
		if !ok || i < 0 || institution.Office(institution.ID(out[i].To)) != p.Structure {
			continue
		}
		if len(out[i].Openings) == 0 {
			out[i].Opened = p.On
		}
		if b.Protocol != "" {
			out[i].OpenedAs = b.Protocol
		}
		out[i].Openings = append(out[i].Openings, p.ID)
	}
	return out
}

// Refusal is an attempt to turn the minor back at the border.
type Refusal struct {
	movement.RefusalAttempted
	On     day.When  `json:"on"`
	Record change.ID `json:"record"`
}

// Dispute is what the minor disputes, with what came of it.
type Dispute struct {
	minor.IdentityDisputed
	On      day.When  `json:"on"`
	Record  change.ID `json:"record"`
	Answers []Dispute `json:"answers,omitempty"`
}

// Disputable is what a child can dispute: each attribute, and each part of the file.
func Disputable() []string {
	return []string{
		minor.AttrName, minor.AttrBirth, minor.AttrSex, minor.AttrBirthPlace, minor.AttrCitizenship, minor.AttrLanguages, minor.AttrMother, minor.AttrFather, minor.AttrAge,
		string(change.Presence), string(change.Custody), string(change.Guardian), string(change.Permit), string(change.Protection), string(change.SocialFile), string(change.Health),
	}
}

// ShownBy gives the record that an attribute shown comes from; none for others.
func (i *Identity) ShownBy(slot string) minor.RecordID {
	for _, a := range i.Attributes {
		if a.Slot == slot {
			return minor.RecordID(a.Record)
		}
	}
	return minor.RecordID{}
}

// disputed lists what the minor disputes, and beside it how it was answered.
func (i *Identity) disputed(b minor.IdentityDisputed, p *change.Placed) {
	i.Disputes = append(i.Disputes, Dispute{IdentityDisputed: b, On: p.On, Record: p.ID})
}

// answer puts each answer beside the dispute that it answers; one to nothing is
// left out.
func (i *Identity) answer() {
	var asked, answers []Dispute
	for _, d := range i.Disputes {
		if d.Dispute.IsZero() {
			asked = append(asked, d)
		} else {
			answers = append(answers, d)
		}
	}
	for _, a := range answers {
		if at := slices.IndexFunc(asked, func(d Dispute) bool { return d.Record == change.ID(a.Dispute) }); at >= 0 {
			asked[at].Answers = append(asked[at].Answers, a)
		}
	}
	i.Disputes = asked
}

// DisputesOf gives what the minor disputes about an attribute or a section, or
// about one record.
func (i *Identity) DisputesOf(about string, record change.ID) []Dispute {
	var out []Dispute
	for _, d := range i.Disputes {
		if about != "" && d.About == about || !record.IsZero() && change.ID(d.Of) == record {
			out = append(out, d)
		}
	}
	return out
}

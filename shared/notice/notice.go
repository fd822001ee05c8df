// Package notice is the table of the notices that the law asks for: why each is
// sent, to whom, by which article, and in which section of the file it stands.
//
// The invariant: every matter has one row, and whoever sends, shows or counts a
// notice goes by it; a change of law is a change of the table alone.
package notice

import (
	"slices"

	"faro.example/shared/change"
	"faro.example/shared/minor"
)

// Row is what the law asks about one matter.
type Row struct {
	Matter  minor.Matter
	To      []minor.Receiver // whom it is sent to; any one of them may be sent one alone
	Section change.Section   // of what it concerns
	Source  string           // legal source, as it is cited on the page
	// Asks: the office is asked to do something, not only told.
	Asks bool
}

// rows is the table.
var rows = []Row{
	// of every unaccompanied child, at once (D.Lgs 142/2015 art. 19 par. 5)
	{minor.PresenceKnown, []minor.Receiver{minor.ToProsecutor, minor.ToCourt, minor.ToMinistry}, change.Presence, "D.Lgs 142/2015 art. 19 c. 5", false},
	// whoever learns of a disappearance reports it (law 203/2012 art. 1 par. 1)
	{minor.Disappeared, []minor.Receiver{minor.ToPolice, minor.ToProsecutor}, change.Presence, "L. 203/2012 art. 1 c. 1", false},
	// the prosecutor alone orders it (D.Lgs 142/2015 art. 19-bis par. 4)
	{minor.AgeInDoubt, []minor.Receiver{minor.ToProsecutor}, change.Identity, "D.Lgs 142/2015 art. 19-bis c. 4", true},
	// the court appoints (law 47/2017 art. 11; D.Lgs 142/2015 art. 19 par. 5)
	{minor.GuardianWanted, []minor.Receiver{minor.ToCourt}, change.Guardian, "L. 47/2017 art. 11; D.Lgs 142/2015 art. 19 c. 5", true},
	// of where the child was taken in (D.Lgs 142/2015 art. 19 par. 5)
	{minor.Ratify, []minor.Receiver{minor.ToCourt}, change.Presence, "D.Lgs 142/2015 art. 19 c. 5", true},
	// care up to 21 (law 47/2017 art. 13 par. 2)
	{minor.CareBeyond, []minor.Receiver{minor.ToCourt}, change.Opinion, "L. 47/2017 art. 13 c. 2", true},
	// for minor age or family reasons (law 47/2017 art. 10)
	{minor.PermitWanted, []minor.Receiver{minor.ToPolice}, change.Permit, "L. 47/2017 art. 10", true},
	// nobody is rejected at the border (law 47/2017 art. 3)
	{minor.RefusalAttempted, []minor.Receiver{minor.ToMinistry, minor.ToProsecutor}, change.Presence, "L. 47/2017 art. 3", false},
	// to where the child goes, and to the prosecutor (law 47/2017 art. 9 par. 2)
	{minor.SocialFileSent, []minor.Receiver{minor.ToProsecutor, minor.ToMunicipality}, change.SocialFile, "L. 47/2017 art. 9 c. 2", false},
	{minor.OtherMatter, minor.Receivers(), change.Presence, "", false},
}

// Rows gives the table, in the order of [minor.Matters].
func Rows() []Row { return slices.Clone(rows) }

// Of gives the row of a matter, and whether there is one.
func Of(m minor.Matter) (Row, bool) {
	i := slices.IndexFunc(rows, func(r Row) bool { return r.Matter == m })
	if i < 0 {
		return Row{}, false
	}
	return rows[i], true
}

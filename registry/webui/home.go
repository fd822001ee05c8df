package webui

import (
	"net/http"
	"slices"

	"faro.example/registry/lookup"
	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/pages"
)

// atHome is how many minors of each list the first page shows. Arbitrary: what a
// person can do in a morning.
const atHome = 8

// listsOf are the lists of a role, the most urgent first.
func listsOf(r access.Role) []lookup.Which {
	switch r {
	case access.Municipality:
		return []lookup.Which{lookup.Missing, lookup.Offered, lookup.Uncared, lookup.Contended, lookup.Travelling, lookup.Held}
	case access.Prefecture:
		return []lookup.Which{lookup.Missing, lookup.Contended, lookup.Travelling, lookup.Uncared}
	case access.Ministry:
		return []lookup.Which{lookup.Missing, lookup.Contended, lookup.Uncared, lookup.Travelling}
	case access.Court:
		return []lookup.Which{lookup.Missing, lookup.Contended, lookup.Everybody}
	}
	return []lookup.Which{lookup.Missing, lookup.Everybody}
}

// kids are lists of minors, each to be opened by a button of one form, for the
// reason stated in it.
type kids struct {
	Today  bool // it is the first page, which is told what is new
	Reason pages.Field
	Words  pages.Field
	Action string
	Lists  []kidsList
	None   string   // said where the role has no lists, or nobody is on any
	Others []string // what the lists on which nobody is say
	Tasks  []pages.Link
	Due    *dueList  // on the first page: what is due first
	Waits  []waiting // and what waits for the reader's office
}

type kidsList struct {
	ID    string
	Title string
	Count string
	What  string // what is to be done with them
	All   string // the address of the whole list; "" on it
	Next  string // the address of what comes after
	Empty string
	Rows  []kid
}

// kid is a minor on a list.
type kid struct {
	Handle      string
	Name, Code  string
	Birth       string
	Citizenship string
	State       pages.Cell
	Where       pages.Cell
	Since       string
	Next        pages.Cell // what is to be done next; empty where nobody is asked to
	Open        string     // what the button says to who hears it
	Conflicts   []string
	Reasons     []string // why it was found
}

// reasons are why a casefile is opened. The words stand in the record of
// access: never reused.
func reasons() []string {
	return []string{"care", "custody", "transfer", "missing", "identity", "judicial", "check", "other"}
}

// maxWords bounds the words beside a reason, in bytes. Arbitrary: a line.
const maxWords = 200

// why are the fields by which the reason is asked.
func (v *visit) why(chosen, words string) (reason, more pages.Field) {
	reason = pages.Field{Name: "reason", Kind: "select", Label: v.say("reason"), Required: true, Value: chosen}
	for _, r := range reasons() {
		reason.Options = append(reason.Options, pages.Option{Value: r, Text: v.say("reason." + r)})
	}
	more = pages.Field{Name: "words", Kind: "text", Label: v.say("reason.words"), Hint: v.say("reason.hint"), Value: words, Max: maxWords}
	return reason, more
}

// stated reads the reason that was stated.
func (v *visit) stated() (string, error) {
	r, w := v.field("reason"), minor.Text(v.field("words"))
	if !slices.Contains(reasons(), r) {
		return "", fault.Field("reason", "no reason is stated", "say why you look: it is kept in the record of access")
	}
	if err := w.Check("words", maxWords); err != nil {
		return "", err
	}
	if r == "other" && len(w.Reveal()) < 3 {
		return "", fault.Field("words", "the reason is not said", "say in a few words why you look")
	}
	if w != "" {
		return r + ": " + w.Reveal(), nil
	}
	return r, nil
}

// home shows what waits.
func (v *visit) home() error {
	switch {
	case v.looksOver():
		return v.glance()
	case v.traces(), v.who.Role == access.Interior: // what it has is tracings
		return v.showQueue(lookup.OwnTurn, queueBody{})
	case v.guards():
		return v.wards()
	}
	if v.judges() {
		return v.auditHome()
	}
	title := "home.title"
	body := kids{Today: true, Action: pathOpen}
	body.Reason, body.Words = v.why("care", "")
	var err error
	if body.Due, err = v.dueHome(); err != nil {
		return err
	}
	if !v.searches() {
		body.Tasks = v.tasks()
		body.None = v.say("home.none")
		notices, err := v.news()
		if err != nil {
			return err
		}
		return v.show("home", "begin.title", body, notices...)
	}
	which := listsOf(v.who.Role)
	lists, err := v.desk.Lookup.Lists(v.ctx, v.because("list"), which, lookup.Key{}, atHome)
	if err != nil {
		return err
	}
	all, err := v.lists(lists)
	if err != nil {
		return err
	}
	for _, l := range all {
		if len(l.Rows) > 0 {
			body.Lists = append(body.Lists, l)
		} else {
			body.Others = append(body.Others, l.Empty)
		}
	}
	if body.Waits, err = v.waits(); err != nil {
		return err
	}
	if !slices.Contains(which, lookup.Everybody) {
		body.Tasks = []pages.Link{{Text: v.say("list.all"), Href: pathList + string(lookup.Everybody)}}
	}
	notices, err := v.news()
	if err != nil {
		return err
	}
	return v.show("home", title, body, notices...)
}

// tasks lead to what can be done besides the lists.
func (v *visit) tasks() []pages.Link {
	nav := v.nav()
	return nav[min(1, len(nav)):]
}

// because is the reader with the reason for which a list is shown.
func (v *visit) because(reason string) access.Caller {
	c := v.who
	c.Reason = reason
	return c
}

// mayList are the lists that are shown whole to the reader.
func (v *visit) mayList() []lookup.Which {
	return slices.DeleteFunc(append(listsOf(v.who.Role), lookup.Everybody), func(w lookup.Which) bool { return v.queueOf(w) != "" })
}

// queueOf is the queue on which those of a list wait; "" for a list that is none.
func (v *visit) queueOf(w lookup.Which) lookup.Queue {
	q := lookup.Queue(w)
	if w == lookup.Contended {
		q = lookup.Disputes
	}
	if v.who.Role == access.Guardian || !lookup.MayQueue(v.who.Role, q) {
		return ""
	}
	return q
}

// list shows one list whole, a page at a time.
func (v *visit) list() error {
	w := lookup.Which(v.c.Param("which"))
	if !slices.Contains(v.mayList(), w) || !v.searches() {
		return fault.Newf(fault.NotFound, "no such list")
	}
	var after lookup.Key
	if h := v.c.Query("after"); h != "" {
		if err := v.seal.open("after", v.session(), h, &after); err != nil {
			return err
		}
	}
	lists, err := v.desk.Lookup.Lists(v.ctx, v.because("list"), []lookup.Which{w}, after, lookup.MaxFound)
	if err != nil {
		return err
	}
	body := kids{Action: pathOpen}
	body.Reason, body.Words = v.why("care", "")
	if body.Lists, err = v.lists(lists); err != nil {
		return err
	}
	l := &body.Lists[0]
	l.All = ""
	if len(l.Rows) == 0 {
		body.None, body.Lists = l.Empty, nil
		return v.page(http.StatusOK, pages.Page{Name: "home", Title: v.say("list." + string(w)), Help: v.say("help.list"), Body: body})
	}
	if n := len(lists[0].Listed); n == lookup.MaxFound {
		h, err := v.seal.text("after", v.session(), lists[0].Listed[n-1].Key)
		if err != nil {
			return err
		}
		l.Next = pathList + string(w) + "?after=" + h
	}
	return v.page(http.StatusOK, pages.Page{Name: "home", Title: v.say("list." + string(w)), Help: v.say("help.list"), Body: body})
}

// lists draws lists with the names of where the minors are.
func (v *visit) lists(lists []lookup.List) ([]kidsList, error) {
	var offices []institution.OfficeID
	for _, l := range lists {
		for _, m := range l.Listed {
			offices = append(offices, institution.OfficeOf(m.At.Facility))
		}
	}
	names, err := v.names(offices...)
	if err != nil {
		return nil, err
	}
	out := make([]kidsList, len(lists))
	for i, l := range lists {
		key := "list." + string(l.Which)
		out[i] = kidsList{ID: "list-" + string(l.Which), Title: v.say(key), What: v.say(key + ".what"), Empty: v.say(key + ".empty"), Count: pages.Number(v.l, l.Count)}
		if l.Count >= lookup.MaxCounted {
			out[i].Count = v.say("list.many", lookup.MaxCounted)
		}
		if l.Count > len(l.Listed) {
			out[i].All = pathList + string(l.Which)
			if q := v.queueOf(l.Which); q != "" {
				out[i].All = queueAt(q)
			}
		}
		for _, m := range l.Listed {
			k, err := v.kid(l.Which, m, names)
			if err != nil {
				return nil, err
			}
			out[i].Rows = append(out[i].Rows, k)
		}
	}
	return out, nil
}

func (v *visit) kid(w lookup.Which, m lookup.Listed, names names) (kid, error) {
	h, err := v.seal.text("row", v.session(), m.Minor)
	if err != nil {
		return kid{}, err
	}
	out := kid{
		Handle: h, Name: v.nameOf(m.Name), Code: m.Code.Display(), Birth: v.birth(m.Birth), Citizenship: v.country(m.Citizenship),
		State: v.state(m.State), Where: names.place(v, m.At), Since: pages.Date(v.l, m.Since),
	}
	if m.State == "" {
		out.Where = pages.Cell{}
	}
	out.Next = v.next(w, &m)
	out.Open = v.say("open.this", firstOf(out.Name, out.Code))
	for _, c := range m.Conflicts {
		out.Conflicts = append(out.Conflicts, v.slot(c.Slot))
	}
	return out, nil
}

// open opens a casefile for the reason stated: of a minor on a list, or by the
// national code. It shows nothing yet: the page does, and leaves the line.
func (v *visit) open() error {
	if err := v.ours(); err != nil {
		return err
	}
	why, err := v.stated()
	if err != nil {
		return err
	}
	of := opened{Why: why}
	if h := v.field("child"); h != "" {
		if err := v.seal.open("row", v.session(), h, &of.Minor); err != nil {
			return err
		}
	} else if of.Code, err = minor.ParseCode(v.field("code")); err != nil {
		return err
	}
	at, err := v.address(of)
	if err != nil {
		return err
	}
	v.c.Redirect(http.StatusSeeOther, at)
	return nil
}

func firstOf(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

// age gives how old somebody is on a day; -1 if the birth date is not known.
func age(b minor.Birth, on day.Date) int {
	if b.Date.IsZero() {
		return -1
	}
	return b.Date.Age(on)
}

// state is where a minor is, as a badge.
func (v *visit) state(s casefile.State) pages.Cell {
	if s == "" {
		return pages.Cell{Text: v.say("state.none")}
	}
	tone := map[casefile.State]pages.Tone{casefile.Missing: pages.Bad, casefile.InTransit: pages.Warning, casefile.Unplaced: pages.Warning, casefile.Present: pages.Good}[s]
	return pages.Cell{Text: v.say("state." + string(s)), Tone: tone}
}

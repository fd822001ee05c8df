package webui

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"faro.example/registry/compare"
	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
	"faro.example/shared/pages"
)

// The addresses of the comparison of a list. They take a file, or the answer that
// comes back with the browser to be made a spreadsheet.
const (
	PathLists     = "/lists"
	PathListsFile = "/lists/file"
)

// maxListed is how many children of one outcome a page shows: the spreadsheet has
// all. Arbitrary.
const maxListed = 200

// lister compares lists that are kept elsewhere: package compare.
type lister interface {
	Compare(ctx context.Context, c access.Caller, ask compare.Ask, list io.Reader) (compare.Result, error)
	Export(ctx context.Context, c access.Caller, r compare.Result, w io.Writer) error
}

// listsBody is the page on which a list is compared, and on which the answer is.
type listsBody struct {
	Form   pages.Form
	Tables []listTable
	Counts []pages.Item
	Notes  []string
	Sealed string // the answer, for the spreadsheet: nothing of it is kept here
}

// listTable is what became of children in one way.
type listTable struct {
	ID    string
	Table pages.Table
	More  string
}

// laidBeside is an answer that travels with the browser, and why it was asked for.
type laidBeside struct {
	Why    string         `json:"w"`
	Result compare.Result `json:"r"`
}

// askList asks for a list.
func (v *visit) askList() error { return v.showLists(http.StatusOK, nil) }

func (v *visit) showLists(status int, wrong map[string]string) error {
	if !v.searches() {
		return fault.Newf(fault.NotFound, "no such page")
	}
	body := listsBody{Form: v.listForm(wrong)}
	return v.page(status, pages.Page{Name: "lists", Title: v.say("lists.title"), Help: v.say("help.lists"), Body: body})
}

func (v *visit) listForm(wrong map[string]string) pages.Form {
	source := pages.Field{Name: "source", Kind: "select", Label: v.say("lists.source"), Hint: v.say("lists.source.hint"), Required: true, Value: v.field("source"), Error: wrong["source"], Focus: true}
	for _, s := range compare.Sources() {
		source.Options = append(source.Options, pages.Option{Value: string(s), Text: v.say("lists." + string(s))})
	}
	on := pages.Field{Name: "on", Kind: "text", Label: v.say("lists.on"), Hint: v.say("day.hint"), Required: true, Short: true,
		Value: firstOf(v.field("on"), pages.ShortDate(v.today())), Error: wrong["on"]}
	place := pages.Field{Name: "place", Kind: "text", Label: v.say("lists.place"), Hint: v.say("lists.place.hint"), Value: v.field("place"), Error: wrong["place"]}
	file := pages.Field{Name: "file", Kind: "file", Label: v.say("lists.file"), Hint: v.say("lists.file.hint"), Required: true,
		Accept: ".csv,.xlsx,.txt,text/csv", Error: wrong["file"], ErrLang: pages.Lang(wrong["lang"])}
	reason, words := v.why(firstOf(v.field("reason"), "check"), v.field("words"))
	words.Error = wrong["words"]
	return pages.Form{Action: PathLists, Submit: v.say("lists.submit"), File: true, Groups: []pages.Group{
		{Legend: v.say("lists.which"), Fields: []pages.Field{source, on, place, file}}, {Legend: v.say("find.why"), Fields: []pages.Field{reason, words}},
	}}
}

// compareList compares the list that was sent, and shows the answer to this
// request: nothing of it is kept.
func (v *visit) compareList() error {
	if err := v.ours(); err != nil {
		return err
	}
	wrong := map[string]string{}
	why, err := v.stated()
	if err != nil {
		wrong["words"] = v.say("reason.none")
	}
	ask := v.askedList(wrong)
	file, err := v.sentList()
	if err != nil {
		wrong["file"] = v.say("lists.nofile")
	}
	if len(wrong) > 0 {
		return v.showLists(http.StatusUnprocessableEntity, wrong)
	}
	result, err := v.desk.Lists.Compare(v.ctx, v.because(why), ask, bytes.NewReader(file))
	if e := fault.As(err); fault.Is(err, fault.Invalid) {
		said, lang := pages.Fault(v.l, e.Detail, e.Remedy)
		return v.showLists(http.StatusUnprocessableEntity, map[string]string{firstOf(e.Field, "file"): said, "lang": string(lang)})
	}
	if fault.Is(err, fault.Denied) {
		return v.showLists(http.StatusUnprocessableEntity, map[string]string{"place": v.say("lists.notyours")})
	}
	if err != nil {
		return err
	}
	return v.showCompared(result, why)
}

// askedList reads of which day and place the list speaks.
func (v *visit) askedList(wrong map[string]string) (ask compare.Ask) {
	ask.Source = compare.Source(v.field("source"))
	if !slices.Contains(compare.Sources(), ask.Source) {
		wrong["source"] = v.say("lists.nosource")
	}
	var err error
	if ask.On, err = parseDay(v.field("on")); err != nil {
		wrong["on"] = v.say("day.bad")
	}
	text := strings.TrimSpace(v.field("place"))
	if text == "" {
		return ask
	}
	if ask.Place, err = v.placeCode(text); err != nil {
		wrong["place"] = v.say("lists.noplace")
	}
	return ask
}

// placeCode gives the code of a municipality or a region, typed as a code or a
// name; a municipality also with its province, Palermo (PA).
func (v *visit) placeCode(text string) (string, error) {
	if _, err := strconv.Atoi(text); err == nil {
		return text, nil
	}
	if r, err := v.desk.Places.FindRegion(text); err == nil {
		return r.Code, nil
	}
	name, province, _ := strings.Cut(strings.TrimSuffix(text, ")"), "(")
	m, err := v.desk.Places.FindMunicipality(strings.TrimSpace(name), province)
	return m.Istat, err
}

// sentList is the file that was sent. It is read from memory: a form of this size
// is never laid down on a disk.
func (v *visit) sentList() (out []byte, err error) {
	header, err := v.c.FormFile("file")
	if err != nil {
		return nil, err
	}
	f, err := header.Open()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return io.ReadAll(f)
}

// showCompared shows an answer.
func (v *visit) showCompared(r compare.Result, why string) error {
	sealed, err := v.seal.text("list", v.session(), laidBeside{why, r})
	if err != nil {
		return err
	}
	body := listsBody{Form: v.listForm(nil), Sealed: sealed, Counts: []pages.Item{
		v.listItem("lists.rows", r.Rows), v.listItem("lists.here", r.Here),
	}}
	body.Form.Groups[0].Fields[0].Focus = false // it is folded: the cursor stays where the answer begins
	for _, o := range compare.Outcomes() {
		n := r.Counts[o]
		body.Counts = append(body.Counts, v.listItem("outcome."+string(o), n))
		items := slices.DeleteFunc(slices.Clone(r.Items), func(i compare.Item) bool { return i.Outcome != o })
		if len(items) == 0 || o == compare.Same || o == compare.Unread {
			continue
		}
		t, err := v.listTable(o, items, why)
		if err != nil {
			return err
		}
		body.Tables = append(body.Tables, t)
	}
	if len(r.Problems) > 0 {
		body.Tables = append(body.Tables, v.listProblems(r))
	}
	if r.NotSought > 0 {
		body.Notes = append(body.Notes, v.say("lists.notsought", r.NotSought))
	}
	if len(r.Unknown) > 0 {
		body.Notes = append(body.Notes, v.say("lists.unknown", strings.Join(r.Unknown, ", ")))
	}
	return v.show("lists", "lists.title", body)
}

func (v *visit) listItem(key string, n int) pages.Item {
	return pages.Item{Term: v.say(key), Values: []pages.Cell{{Text: pages.Number(v.l, n)}}}
}

// listTable draws the children of one outcome.
func (v *visit) listTable(o compare.Outcome, items []compare.Item, why string) (listTable, error) {
	out := listTable{ID: string(o), Table: pages.Table{Caption: v.say("outcome." + string(o))}}
	if len(items) > maxListed {
		out.More, items = v.say("lists.more", len(items)-maxListed), items[:maxListed]
	}
	for _, key := range []string{"lists.row", "lists.there", "lists.registry", "lists.differs", "lists.do"} {
		out.Table.Head = append(out.Table.Head, pages.Cell{Text: v.say(key)})
	}
	for _, i := range items {
		do, err := v.listAction(i, why)
		if err != nil {
			return out, err
		}
		row := pages.Cell{Text: v.say("lists.none")}
		if i.Row > 0 {
			row = pages.Cell{Text: pages.Number(v.l, i.Row)}
		}
		out.Table.Rows = append(out.Table.Rows, []pages.Cell{row, v.listThere(i.There), v.listHere(i.Here), v.listDiffers(i), do})
	}
	return out, nil
}

// listThere says whom a row names.
func (v *visit) listThere(r *compare.Row) pages.Cell {
	if r == nil {
		return pages.Cell{Text: v.say("lists.none")}
	}
	name := strings.TrimSpace(r.Given.Reveal() + " " + r.Family.Reveal())
	var more []string
	if r.Birth != nil {
		more = append(more, pages.Date(v.l, r.Birth.Date))
	}
	for _, t := range []minor.Text{r.Reference, r.SIM, r.SecondReception, r.Structure} {
		if t.Reveal() != "" {
			more = append(more, t.Reveal())
		}
	}
	return pages.Cell{Text: firstOf(name, r.Code.Display(), v.say("who.nameless")), Own: true, Note: strings.Join(more, " · ")}
}

// listHere says whom the registry has.
func (v *visit) listHere(c *compare.Child) pages.Cell {
	if c == nil {
		return pages.Cell{Text: v.say("lists.none")}
	}
	name := strings.TrimSpace(c.Name.Given.Reveal() + " " + c.Name.Family.Reveal())
	more := []string{c.Code.Display()}
	if !c.Born.IsZero() {
		more = append(more, pages.Date(v.l, c.Born))
	}
	if c.State != "" {
		more = append(more, strings.TrimSpace(v.say("state."+string(c.State))+" "+c.Structure))
	}
	return pages.Cell{Text: firstOf(name, v.say("who.nameless")), Own: true, Note: strings.Join(more, " · ")}
}

// listDiffers says what the two say otherwise, or why they may be one child.
func (v *visit) listDiffers(i compare.Item) pages.Cell {
	var out []string
	for _, d := range i.Differences {
		out = append(out, v.say("lists.field."+d.Field)+": "+v.listValue(d.Field, d.There)+" / "+v.listValue(d.Field, d.Here))
	}
	switch {
	case i.Outcome == compare.Doubled:
		out = append(out, v.say("lists.double", i.Other))
	case i.Outcome == compare.Likely && !i.ByNumber:
		out = append(out, v.say("lists.chance", strconv.Itoa(int(100*i.Probability))))
	}
	if i.Others > 0 {
		out = append(out, v.say("lists.others", i.Others))
	}
	var why []string
	if i.Outcome == compare.Likely {
		for _, r := range i.Reasons {
			why = append(why, v.reason(r))
		}
	}
	return pages.Cell{Text: firstOf(strings.Join(out, "; "), v.say("lists.none")), Own: true, Note: strings.Join(why, ", ")}
}

// listValue says one value of a difference, as the reader writes it.
func (v *visit) listValue(field string, t minor.Text) string {
	text := t.Reveal()
	switch d, err := day.Parse(text); {
	case text == "":
		return v.say("lists.none")
	case field == "birth" && err == nil:
		return pages.Date(v.l, d)
	case field == "sex":
		return v.sex(minor.Sex(text))
	case field == "place":
		state, at, _ := strings.Cut(text, " ")
		if v.kit.Knows("state."+state) && casefile.State(state) != casefile.Present {
			return strings.TrimSpace(v.say("state."+state) + " " + at)
		}
	}
	return text
}

// listAction leads to the one thing to do: the form with the difference, where
// the reader may write it, else the casefile.
func (v *visit) listAction(i compare.Item, why string) (pages.Cell, error) {
	out := pages.Cell{Text: v.say("lists.action." + string(i.Action))}
	if i.Action == compare.Register && v.registers() {
		out.Href = pathNew
	}
	if i.Here == nil {
		return out, nil
	}
	at, err := v.address(opened{Minor: i.Here.Minor, Why: why})
	if err != nil {
		return out, err
	}
	out.Href, out.For = at, i.Here.Code.Display()
	if form := map[compare.Action]string{compare.StateIdentity: "identity", compare.StateNumber: "identifier"}[i.Action]; form != "" && v.registers() {
		out.Href += "/form/" + form
	}
	return out, nil
}

// listProblems names the cells that cannot be read.
func (v *visit) listProblems(r compare.Result) listTable {
	out := listTable{ID: "problems", Table: pages.Table{Caption: v.say("lists.problems"), Head: []pages.Cell{
		{Text: v.say("lists.row")}, {Text: v.say("lists.column")}, {Text: v.say("lists.wrong")}}}}
	if more := r.Unlisted + len(r.Problems) - maxListed; more > 0 {
		out.More = v.say("lists.more", more)
	}
	for _, p := range r.Problems[:min(len(r.Problems), maxListed)] {
		said, lang := pages.Fault(v.l, p.Reason, p.Remedy)
		out.Table.Rows = append(out.Table.Rows, []pages.Cell{{Text: pages.Number(v.l, p.Place.Row)},
			{Text: firstOf(strings.TrimSpace(p.Place.Column+" "+p.Place.Header), v.say("lists.none"))}, {Text: said, Lang: lang}})
	}
	return out
}

// listFile makes a spreadsheet of an answer that was shown: it comes back with
// the browser, sealed to this session.
func (v *visit) listFile() error {
	if err := v.ours(); err != nil {
		return err
	}
	var back laidBeside
	if err := v.seal.open("list", v.session(), v.field("answer"), &back); err != nil {
		return err
	}
	var out bytes.Buffer
	if err := v.desk.Lists.Export(v.ctx, v.because(back.Why), back.Result, &out); err != nil {
		return err
	}
	harden(v.c)
	v.c.Header("Content-Disposition", `attachment; filename="confronto-`+back.Result.On.String()+`.xlsx"`)
	v.c.Data(http.StatusOK, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", out.Bytes())
	return nil
}

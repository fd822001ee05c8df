package httpapi_test

import (
	"context"
	"net/http"
	"testing"

	"faro.example/registry/httpapi"
	"faro.example/registry/notice"
	"faro.example/registry/paper"
	"faro.example/shared/access"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/id"
	"faro.example/shared/minor"
)

// posting has one notice, and notes for whom it is asked.
type posting struct{ *rest }

var posted = notice.Item{
	Record: change.ID(id.Must[int]("01890a5d-ac96-774b-bcce-b302099a8057")), Matter: minor.GuardianWanted, As: minor.ToCourt, Section: change.Guardian, SentOn: day.Must("2026-03-02"),
}

func (p posting) List(_ context.Context, c access.Caller, box notice.Box) ([]notice.Item, error) {
	if box == notice.Sent {
		return nil, p.answer(c)
	}
	return []notice.Item{posted}, p.answer(c)
}

func (p posting) Read(_ context.Context, c access.Caller, of change.ID) (notice.Letter, error) {
	doc := paper.Document{Title: "T", Subtitle: "S", Parts: []paper.Part{{Text: []string{"so"}, Fields: []paper.Field{{Term: "Nome", Values: []paper.Value{{Text: "Ada"}}}, {Term: "Sesso"}}}}}
	item := posted
	item.Record = of
	return notice.Letter{Item: item, Document: doc}, p.answer(c)
}

func (p posting) Open(ctx context.Context, c access.Caller, of change.ID, protocol minor.Text) (notice.Letter, error) {
	l, err := p.Read(ctx, c, of)
	l.OpenedAs = protocol
	return l, err
}

func TestNoticesAreListedReadAndOpened(t *testing.T) {
	w := newTown(t)
	b := w.signedIn(t)
	var list httpapi.LawNotices
	b.get(t, "/v1/notices").decode(t, http.StatusOK, &list)
	if len(list.Notices) != 1 || list.Notices[0].Matter != minor.GuardianWanted || w.rest.caller.Person != w.anna {
		t.Errorf("got %+v, asked by %s", list.Notices, w.rest.caller.Person)
	}
	b.get(t, "/v1/notices?box=sent").decode(t, http.StatusOK, &list)
	if len(list.Notices) != 0 {
		t.Errorf("sent: got %d", len(list.Notices))
	}
	b.get(t, "/v1/notices?box=lost").problem(t, http.StatusUnprocessableEntity)
	at := "/v1/notices/" + posted.Record.String()
	var l httpapi.Letter
	b.get(t, at).decode(t, http.StatusOK, &l)
	if l.Notice.Record != posted.Record || l.Title != "T" || len(l.Parts) != 1 || len(l.Parts[0].Fields) != 2 || l.Parts[0].Fields[0].Values[0] != "Ada" || l.Parts[0].Fields[1].Values == nil {
		t.Errorf("got %+v", l)
	}
	b.post(t, at+"/opening", map[string]string{"protocol": "77/2026"}).decode(t, http.StatusOK, &l)
	if l.Notice.OpenedAs != "77/2026" {
		t.Errorf("opened as %q", l.Notice.OpenedAs.Reveal())
	}
	b.get(t, "/v1/notices/x").problem(t, http.StatusUnprocessableEntity)
}

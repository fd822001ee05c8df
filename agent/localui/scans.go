package localui

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"faro.example/agent/draft"
	"faro.example/agent/filestore"
	"faro.example/agent/localdb"
	"faro.example/agent/wording"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/content"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
	"faro.example/shared/pages"
	"faro.example/shared/socialfile"
)

// chosen is a file that came with a form: ready to be kept, or what is wrong with it.
type chosen struct {
	file  minor.File
	ready []byte
	err   error
}

// takeFiles makes the files ready that came with a form, before anything is written:
// to draw a picture anew takes a moment. That one cannot be taken is kept, with why.
func (v *visit) takeFiles(f *draft.Form) error {
	if v.r.MultipartForm == nil {
		return nil
	}
	for _, header := range v.r.MultipartForm.File["file"] {
		raw, err := read(header)
		if err != nil {
			return fmt.Errorf("read a file: %w", err)
		}
		if len(raw) == 0 {
			continue // none was chosen
		}
		c := chosen{}
		if c.ready, c.file, c.err = (content.Limits{}).Prepare(raw); c.err != nil {
			if err := v.keepOut(f.About, raw, c.err); err != nil {
				return err
			}
		}
		v.filed = append(v.filed, c)
	}
	return nil
}

func read(header *multipart.FileHeader) (raw []byte, err error) {
	file, err := header.Open()
	if err != nil {
		return nil, err
	}
	raw, err = io.ReadAll(file)
	return raw, errors.Join(err, file.Close())
}

// keepOut writes down that a file was refused at a form: who tried it stands in the
// record of access.
func (v *visit) keepOut(m minor.ID, raw []byte, why error) error {
	return v.DB.InTx(v.ctx, func(tx *sql.Tx) error {
		if err := filestore.KeepOut(v.ctx, tx, m, raw, fault.As(why), v.Now()); err != nil {
			return err
		}
		return v.Looks.Look(v.ctx, tx, v.op.Person, v.lookOf("file refused"), []minor.ID{m})
	})
}

// enclose keeps the files that came with a form, in the transaction of the record
// that names them.
func (v *visit) enclose(tx *sql.Tx, f *draft.Form, bad *wrongs) (out []minor.File) {
	for _, c := range v.filed {
		if c.err == nil {
			c.err = filestore.Add(v.ctx, tx, f.About, c.file, c.ready, v.Now())
		}
		bad.add("file", c.err)
		if !slices.Contains(out, c.file) {
			out = append(out, c.file)
		}
	}
	return out
}

// refusedItems are the files that were chosen here for a child in the last thirty
// days and refused, at the form or by the registry.
func (v *visit) refusedItems(m minor.ID) (out []pages.Item, err error) {
	var all []filestore.Kept
	err = v.view(func(q localdb.Querier) error {
		all, err = filestore.NotTaken(v.ctx, q, m, v.Now().Add(-refusedFor))
		return err
	})
	if err != nil || len(all) == 0 {
		return nil, err
	}
	it := pages.Item{Term: v.say("scan.refused")}
	for _, k := range all {
		c := pages.Cell{Note: v.say("scan.tried", pages.Date(v.lang, day.FromTime(k.Used)), pages.Number(v.lang, (k.File.Size+1023)/1024))}
		c.Text, c.Lang = wording.Fault(v.lang, k.Why, k.Remedy)
		it.Values = append(it.Values, c)
	}
	return []pages.Item{it}, nil
}

// refusedFor is how long a page tells of a file that was refused: as at the registry.
const refusedFor = 30 * 24 * time.Hour

// fileCells lead to the files that a record names.
func (v *visit) fileCells(m minor.ID, record change.ID, files []minor.File) (out []pages.Cell) {
	for i, f := range files {
		kind := strings.ToUpper(string(f.Type[strings.IndexByte(string(f.Type), '/')+1:]))
		out = append(out, pages.Cell{Text: v.say("file.open", i+1, kind), Href: fileAt(m, record, i), Note: v.scanNote(m, f)})
	}
	return out
}

func (v *visit) fileField(accept string, required bool) pages.Field {
	return pages.Field{Name: "file", Kind: "file", Label: v.say("field.scan"), Hint: v.say("field.scan.hint"), Accept: accept, Required: required}
}

// photographKind adds a photograph to the social file.
func photographKind() kind {
	return kind{page: "photograph", child: true, sections: []change.Section{change.SocialFile}, open: withToday,
		groups: func(v *visit, f *draft.Form) ([]pages.Group, error) {
			return []pages.Group{{Fields: []pages.Field{v.fileField("image/jpeg,image/png", true), v.field(f, "shows", "text"), v.dayField(f, "on")}}}, nil
		},
		record: func(v *visit, tx *sql.Tx, f *draft.Form) ([]change.ID, error) {
			var bad wrongs
			on := dayOf(f, "on", &bad)
			files := v.enclose(tx, f, &bad)
			if len(files) == 0 {
				bad.add("file", fault.Field("file", "no file was chosen", "choose it on this machine"))
			}
			if err := bad.or(nil); err != nil {
				return nil, err
			}
			body := socialfile.Photograph{File: files[0], Shows: minor.Text(trim(f.Fields.Get("shows")))}
			bad.addTo(body.Validate(), "file")
			if err := bad.or(nil); err != nil {
				return nil, err
			}
			return v.append(tx, v.draftOf(f, f.About, on, body))
		}}
}

// photo is a photograph on a page.
type photo struct{ Src, Href, Alt, Note string }

// fileAt is the address of a file: by the record that names it, since its digest
// stays out of addresses.
func fileAt(m minor.ID, record change.ID, n int) string {
	return "/children/" + m.String() + "/files/" + record.String() + "/" + strconv.Itoa(n)
}

// photograph is the one that shows the child: of those that stand the last.
func (v *visit) photograph(f *casefile.File) (out *photo, err error) {
	for _, w := range slices.Backward(f.SocialFile.Stands(casefile.SlotPhotograph)) {
		b, ok := w.Body.(socialfile.Photograph)
		if _, back := f.TakenBack(w.Record); !ok || back {
			continue
		}
		at := fileAt(f.Minor, w.Record, 0)
		out = &photo{Href: at, Alt: v.say("photo.alt"), Note: v.say("photo.fetch")}
		if b.Shows != "" {
			out.Alt = b.Shows.Reveal()
		}
		return out, v.view(func(q localdb.Querier) error {
			k, err := filestore.Find(v.ctx, q, f.Minor, b.File.Digest)
			if err == nil && k.Held == k.File.Size {
				out.Src, out.Note = at+"?small=yes", v.say("photo.on", pages.Date(v.lang, w.On.Day()))
			}
			if fault.Is(err, fault.NotFound) {
				return nil
			}
			return err
		})
	}
	return nil, nil
}

// scanCells lead to the scans of the records that name a document.
func (v *visit) scanCells(m minor.ID, d casefile.Document, history []change.Placed) (out []pages.Cell) {
	shown := map[minor.Digest]bool{}
	for _, p := range history {
		b, ok := p.Body.(minor.DocumentAdded)
		if !ok || b.Number != d.Number || b.Type != d.Type || b.Country != d.Country {
			continue
		}
		for i, f := range b.Files {
			if shown[f.Digest] || !slices.Contains(d.Files, f) {
				continue
			}
			shown[f.Digest] = true
			kind := strings.ToUpper(string(f.Type[strings.IndexByte(string(f.Type), '/')+1:]))
			out = append(out, pages.Cell{Text: v.say("scan.open", len(shown), kind), Href: fileAt(m, p.ID, i), Note: v.scanNote(m, f)})
		}
	}
	return out
}

// scanNote says of a file that was chosen here that it waits, or why the registry
// does not take it.
func (v *visit) scanNote(m minor.ID, f minor.File) (note string) {
	err := v.view(func(q localdb.Querier) error {
		k, err := filestore.Find(v.ctx, q, m, f.Digest)
		switch {
		case err == nil && k.State == filestore.Chosen:
			note = v.say("scan.waits")
		case err == nil && k.State == filestore.Refused:
			note, _ = wording.Fault(v.lang, k.Why, k.Remedy)
		case fault.Is(err, fault.NotFound):
			return nil
		}
		return err
	})
	if err != nil {
		v.Log.Error("could not look how a file stands", "err", err)
	}
	return note
}

// scan shows a file that a record names, or asks for it and says how far it is.
func (v *visit) scan() error {
	m, h, history, err := v.held()
	if err != nil {
		return err
	}
	f, err := v.named(history)
	if err != nil {
		return err
	}
	if err := v.look("file", []minor.ID{m}); err != nil {
		return err
	}
	var k filestore.Kept
	var whole []byte
	err = v.view(func(q localdb.Querier) error {
		if k, err = filestore.Find(v.ctx, q, m, f.Digest); err != nil {
			return err
		}
		whole, err = k.Content(v.ctx, q)
		return err
	})
	switch {
	case fault.Is(err, fault.NotFound), fault.Is(err, fault.Conflict):
		return v.fetching(m, f, k, h.InScope)
	case err != nil:
		return err
	}
	return v.serveFile(f, whole)
}

// named finds the file that the address names, in a record that is held here.
func (v *visit) named(history []change.Placed) (minor.File, error) {
	n, err := strconv.Atoi(v.r.PathValue("n"))
	for _, e := range change.Enclosed(history) {
		if err == nil && e.Record.String() == v.r.PathValue("record") {
			if n == 0 {
				return e.File, nil
			}
			n--
		}
	}
	return minor.File{}, fault.Newf(fault.NotFound, "there is no such page")
}

// fetching asks for a file and shows how far it is.
func (v *visit) fetching(m minor.ID, f minor.File, k filestore.Kept, inScope bool) error {
	if !inScope {
		return fault.Newf(fault.NotFound, "there is no such page")
	}
	if err := v.DB.InTx(v.ctx, func(tx *sql.Tx) error { return filestore.Want(v.ctx, tx, m, f, v.Now()) }); err != nil {
		return err
	}
	p := v.page("fetching")
	p.Body = fetchingBody{Far: strconv.Itoa(k.Held*100/f.Size) + "%", Again: v.r.URL.Path, Back: "/children/" + m.String()}
	v.w.Header().Set("Refresh", "5")
	return v.show(http.StatusAccepted, p)
}

// fetchingBody is the page of a file that is on its way.
type fetchingBody struct {
	Far, Again, Back string
}

// serveFile gives a file to the browser: what could run is only saved, under a name
// that says nothing.
func (v *visit) serveFile(f minor.File, whole []byte) error {
	if v.r.URL.Query().Get("small") != "" && f.Type.Picture() {
		var err error
		if whole, err = content.Small(whole); err != nil {
			return err
		}
	}
	h := v.w.Header()
	h.Set("Content-Type", string(f.Type))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Content-Disposition", `attachment; filename="document.pdf"`)
	if f.Type.Picture() {
		h.Set("Content-Disposition", "inline")
	}
	http.ServeContent(v.w, v.r, "", time.Time{}, bytes.NewReader(whole))
	return nil
}

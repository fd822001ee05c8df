package webui

import (
	"context"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"
	"time"

	"faro.example/registry/attachment"
	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/pages"
	"faro.example/shared/socialfile"
)

// PathSend is where a form about a child is sent; with it may come a file.
const PathSend = pathForm + ":form"

// MaxSent bounds a form with its file, in bytes: it is received in memory, and
// never laid down on a disk.
const MaxSent = minor.MaxFile + 64<<10

// filer keeps files that records name: package attachment.
type filer interface {
	Prepare(ctx context.Context, c access.Caller, m minor.ID, raw []byte) ([]byte, minor.File, error)
	Keep(ctx context.Context, c access.Caller, m minor.ID, f minor.File, ready []byte) (api.FileState, error)
	Arrived(ctx context.Context, c access.Caller, of []change.Enclosure) (map[minor.Digest]api.FileState, error)
	Attempts(ctx context.Context, c access.Caller, m minor.ID, since time.Time) ([]attachment.Refused, error)
}

// enclosed is a file that came with a form, ready to be kept once its record is taken.
type enclosed struct {
	file  minor.File
	ready []byte
}

// photographForm adds a photograph to the social file.
func photographForm() form {
	return form{
		name: "social-photograph", group: "social", body: socialfile.Photograph{},
		ask: func(w *writing) []pages.Field {
			return []pages.Field{w.fileField("image/jpeg,image/png", true), w.social("shows", "", false, socialfile.MaxLine), w.onField()}
		},
		say: func(w *writing) []saying {
			files := w.enclose()
			if len(files) == 0 {
				w.bad("file", "file.none")
				return nil
			}
			if !files[0].Type.Picture() {
				w.bad("file", "file.nopicture")
			}
			return w.one(socialfile.Photograph{File: files[0], Shows: w.long("shows")}, institution.OfficeID{})
		},
	}
}

// fileField asks for a file.
func (w *writing) fileField(accept string, required bool) pages.Field {
	return pages.Field{Name: "file", Kind: "file", Label: w.v.say("field.file"), Hint: w.v.say("file.hint"), Accept: accept, Required: required}
}

// enclose reads the file that was sent with the form, if there is one, and makes it
// ready: what cannot be taken is said beside the field.
func (w *writing) enclose() []minor.File {
	raw, err := w.v.sentFile("file")
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		return nil
	}
	return w.ready(raw, err)
}

// encloseAll is enclose for a field in which several may be chosen.
func (w *writing) encloseAll() (out []minor.File) {
	sent, err := w.v.c.MultipartForm()
	if err != nil {
		return nil // none was chosen; what is wrong with the form was said before
	}
	for _, header := range sent.File["file"] {
		if header.Size == 0 {
			continue
		}
		for _, f := range w.ready(readFile(header)) {
			if !slices.Contains(out, f) {
				out = append(out, f)
			}
		}
	}
	return out
}

// ready makes a file ready that was read: what cannot be taken is said beside the field.
func (w *writing) ready(raw []byte, err error) []minor.File {
	var e enclosed
	if err == nil {
		e.ready, e.file, err = w.v.desk.Files.Prepare(w.v.ctx, w.v.because(w.given.Why), w.given.Minor, raw)
	}
	if err != nil {
		told := fault.As(err)
		if w.wrong == nil {
			w.wrong = map[string]string{}
		}
		w.wrong["file"], _ = pages.Fault(w.v.l, told.Detail, told.Remedy)
		return nil
	}
	w.files = append(w.files, e)
	return []minor.File{e.file}
}

// whole fails with [fault.Invalid] if a form was not read to its end, since what
// came with it is larger than may be.
func (v *visit) whole() error {
	var large *http.MaxBytesError
	if errors.As(v.c.Request.ParseMultipartForm(MaxSent), &large) {
		return fault.Field("file", "larger than a file may be", "choose a smaller one, or scan with less detail")
	}
	return nil
}

// sentFile is a file that was sent in a field.
func (v *visit) sentFile(field string) ([]byte, error) {
	header, err := v.c.FormFile(field)
	if err != nil {
		return nil, err
	}
	return readFile(header)
}

func readFile(header *multipart.FileHeader) (out []byte, err error) {
	f, err := header.Open()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return io.ReadAll(f)
}

// keepFiles keeps the files that came with a form whose records are taken. One that
// cannot be kept now is awaited, as one that an agent has not sent yet: the page
// says so, and the same form brings it.
func (w *writing) keepFiles() {
	for _, e := range w.files {
		if _, err := w.v.desk.Files.Keep(w.v.ctx, w.v.because(w.given.Why), w.given.Minor, e.file, e.ready); err != nil {
			w.v.log.Error("a file was not kept with its record", "err", err)
		}
	}
}

// photo is a photograph on a page.
type photo struct{ Src, Href, Alt, Note string }

// photograph is the one that shows the child: of those that stand the last.
func (f *file) photograph() *photo {
	for _, w := range slices.Backward(f.SocialFile.Stands(casefile.SlotPhotograph)) {
		b, ok := w.Body.(socialfile.Photograph)
		if _, back := f.TakenBack(w.Record); !ok || back {
			continue
		}
		state := f.files[b.File.Digest]
		at := api.PathFiles + "/" + state.ID.String()
		out := &photo{Src: at + "?small=true", Href: at, Alt: firstOf(b.Shows.Reveal(), f.v.say("file.photo.alt")), Note: f.v.say("file.photo.on", pages.Date(f.v.l, w.On.Day()))}
		if !state.Whole {
			out.Src, out.Note = "", f.v.say("file.photo.awaited")
		}
		return out
	}
	return nil
}

// attemptsFor is how long the page tells of a file that was refused. Arbitrary.
const attemptsFor = 30 * 24 * time.Hour

// attempts are the files that were sent lately for the child and could not be taken.
func (f *file) attempts() (out []pages.Item, err error) {
	v := f.v
	refused, err := v.desk.Files.Attempts(v.ctx, v.who, f.Minor, v.now().Add(-attemptsFor))
	if err != nil || len(refused) == 0 {
		return nil, err
	}
	cells := make([]pages.Cell, len(refused))
	for i, r := range refused {
		cells[i].Text, cells[i].Lang = pages.Fault(v.l, r.Why, r.Remedy)
		cells[i].Note = pages.Date(v.l, day.FromTime(r.At))
	}
	return []pages.Item{{Term: v.say("file.refused"), Values: cells}}, nil
}

// scans are links to the pages of a document that have come, and how many are
// awaited.
func (f *file) scans(list []minor.File) (out []pages.Cell) {
	awaited := 0
	for i, scan := range list {
		state := f.files[scan.Digest]
		if !state.Whole {
			awaited++
			continue
		}
		out = append(out, pages.Cell{Text: f.v.say("file.open", i+1, strings.ToUpper(string(scan.Type[strings.IndexByte(string(scan.Type), '/')+1:]))), Href: api.PathFiles + "/" + state.ID.String()})
	}
	if awaited > 0 {
		out = append(out, pages.Cell{Text: f.v.say("file.awaited", awaited), Tone: pages.Warning})
	}
	return out
}

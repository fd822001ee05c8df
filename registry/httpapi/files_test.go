package httpapi_test

import (
	"bytes"
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"

	"faro.example/registry/attachment"
	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// filing is a desk with two files: a picture under 1, a PDF under 2.
type filing struct {
	*rest
	pieces *[]int // how long those were that came
}

// shown is what one of them holds.
type shown struct {
	*bytes.Reader
	kind minor.FileType
}

func (s shown) Type() minor.FileType   { return s.kind }
func (s shown) Small() ([]byte, error) { return []byte("small"), nil }

func (f filing) Offer(_ context.Context, c access.Caller, in api.FileWanted) (api.FileState, error) {
	return api.FileState{ID: api.FileID{1}, Size: in.File.Size, Held: 7}, f.answer(c)
}

func (f filing) Append(_ context.Context, c access.Caller, file api.FileID, offset int, piece []byte) (api.FileState, error) {
	*f.pieces = append(*f.pieces, len(piece))
	return api.FileState{ID: file, Size: 99, Held: offset + len(piece)}, f.answer(c)
}

func (f filing) Open(_ context.Context, c access.Caller, file api.FileID) (attachment.Content, error) {
	if file == (api.FileID{9}) {
		return nil, fault.Newf(fault.NotFound, "no such file")
	}
	kind := map[api.FileID]minor.FileType{{1}: minor.JPEG, {2}: minor.PDF}[file]
	return shown{bytes.NewReader([]byte("0123456789")), kind}, f.answer(c)
}

func TestAFileIsBroughtInPiecesAndReadInParts(t *testing.T) {
	w := newTown(t)
	b := w.signedIn(t)
	wanted := api.FileWanted{Minor: minor.ID{5}, File: minor.File{Digest: minor.DigestOf(nil), Type: minor.JPEG, Size: 99}}
	var state api.FileState
	b.post(t, api.PathFiles, wanted).decode(t, http.StatusOK, &state)
	if state.Held != 7 || w.rest.caller.Person != w.anna {
		t.Errorf("got %+v for %s", state, w.rest.caller.Person)
	}
	bad := wanted
	bad.File.Type = "text/html"
	b.post(t, api.PathFiles, bad).problem(t, http.StatusUnprocessableEntity)
	picture := api.PathFiles + "/" + api.FileID{1}.String()
	for _, c := range []struct{ size, status int }{{api.FilePiece, http.StatusOK}, {api.FilePiece + 1, http.StatusRequestEntityTooLarge}} {
		if got := b.send(t, http.MethodPost, picture+"/pieces?offset=7", api.TypeBytes, strings.Repeat("x", c.size)); got.StatusCode != c.status {
			t.Errorf("a piece of %d bytes: got %d %s", c.size, got.StatusCode, got.body)
		}
	}
	if !slices.Equal(w.pieces, []int{api.FilePiece}) {
		t.Errorf("pieces of %v bytes were taken", w.pieces)
	}
	part := func(r *http.Request) { r.Header.Set("Range", "bytes=4-") }
	for _, c := range []struct {
		path, want, kind, as string
		status               int
		how                  func(*http.Request)
	}{
		{picture, "0123456789", "image/jpeg", "inline", http.StatusOK, func(*http.Request) {}},
		{picture, "456789", "image/jpeg", "inline", http.StatusPartialContent, part},
		{picture + "?small=true", "small", "image/jpeg", "inline", http.StatusOK, func(*http.Request) {}},
		{api.PathFiles + "/" + api.FileID{2}.String(), "0123456789", "application/pdf", `attachment; filename="document.pdf"`, http.StatusOK, func(*http.Request) {}},
	} {
		got := b.get(t, c.path, c.how)
		h := got.Header
		if got.StatusCode != c.status || string(got.body) != c.want || h.Get("Content-Type") != c.kind || h.Get("Content-Disposition") != c.as {
			t.Errorf("%s: got %d %q %s %s", c.path, got.StatusCode, got.body, h.Get("Content-Type"), h.Get("Content-Disposition"))
		}
		if h.Get("X-Content-Type-Options") != "nosniff" || !strings.HasSuffix(h.Get("Content-Security-Policy"), "; sandbox") || h.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: a browser may make of it what it likes: %v", c.path, h)
		}
	}
	b.get(t, picture, func(r *http.Request) { r.Header.Set("Range", "bytes=10-") }).problem(t, http.StatusUnprocessableEntity)
	b.get(t, api.PathFiles+"/"+api.FileID{9}.String()).problem(t, http.StatusNotFound)
}

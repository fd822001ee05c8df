package httpapi

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"faro.example/registry/attachment"
	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// filer keeps the files that records name: package attachment.
type filer interface {
	Offer(ctx context.Context, c access.Caller, in api.FileWanted) (api.FileState, error)
	Append(ctx context.Context, c access.Caller, file api.FileID, offset int, piece []byte) (api.FileState, error)
	Open(ctx context.Context, c access.Caller, file api.FileID) (attachment.Content, error)
}

// pathPieces takes bytes, not JSON.
const pathPieces = "/v1/files/{file}/pieces"

// OfferFile says how much of a file has come.
func (s server) OfferFile(ctx context.Context, r OfferFileRequestObject) (OfferFileResponseObject, error) {
	ctx, e, _ := asked(ctx)
	if s.Files == nil {
		return nil, noFiles()
	}
	out, err := s.Files.Offer(ctx, e.caller, *r.Body)
	if err != nil {
		return nil, err
	}
	e.add(slog.Int("held", out.Held))
	return OfferFile200JSONResponse{Body: out}, nil
}

// AppendFile takes a piece of a file.
func (s server) AppendFile(ctx context.Context, r AppendFileRequestObject) (AppendFileResponseObject, error) {
	ctx, e, req := asked(ctx)
	if s.Files == nil {
		return nil, noFiles()
	}
	if req.Header.Get("Content-Type") != api.TypeBytes {
		return nil, errType
	}
	piece, err := io.ReadAll(req.Body)
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, errTooLarge
	case err != nil:
		return nil, errBody
	}
	out, err := s.Files.Append(ctx, e.caller, api.FileID(r.File), int(r.Params.Offset), piece)
	if err != nil {
		return nil, err
	}
	e.add(slog.Int("held", out.Held), slog.Bool("whole", out.Whole))
	return AppendFile200JSONResponse{Body: out}, nil
}

// ReadFile gives a file, or a part of it.
func (s server) ReadFile(ctx context.Context, r ReadFileRequestObject) (ReadFileResponseObject, error) {
	ctx, e, req := asked(ctx)
	if s.Files == nil {
		return nil, noFiles()
	}
	caller := e.caller
	caller.Reason = "a file of the casefile"
	file, err := s.Files.Open(ctx, caller, api.FileID(r.File))
	if err != nil {
		return nil, err
	}
	if err := partOf(req.Header.Get("Range"), file); err != nil {
		return nil, err
	}
	out := opened{req: req, tag: strconv.Quote(r.File.String()), kind: file.Type(), content: file}
	if r.Params.Small != nil && *r.Params.Small && file.Type().Picture() {
		small, err := file.Small()
		if err != nil {
			return nil, err
		}
		out.kind, out.content, out.tag = minor.JPEG, bytes.NewReader(small), `"small"`
	}
	return out, nil
}

// partOf refuses a range that a file has not, and leaves the file at its beginning.
func partOf(header string, file io.Seeker) error {
	size, err := file.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil || header == "" {
		return err
	}
	from, until, ok := strings.Cut(strings.TrimPrefix(header, "bytes="), "-")
	first, err := strconv.ParseInt(from, 10, 32)
	if last, lerr := strconv.ParseInt(until, 10, 32); lerr == nil && last < first {
		ok = false
	}
	if err != nil || !ok || first >= size {
		return fault.Field("Range", "not a part of this file", "ask for bytes from 0 to its size")
	}
	return nil
}

// opened is a file as it goes out. What a browser could run is only saved, under a
// name that says nothing.
type opened struct {
	req     *http.Request
	tag     string
	kind    minor.FileType
	content io.ReadSeeker
}

// VisitReadFileResponse writes the answer, or the part of it that was asked for.
func (o opened) VisitReadFileResponse(w http.ResponseWriter) error {
	h := w.Header()
	h.Set("Content-Type", string(o.kind))
	h.Set("Content-Security-Policy", machinePolicy+"; sandbox")
	h.Set("ETag", o.tag)
	h.Set("Content-Disposition", `attachment; filename="document.pdf"`)
	if o.kind.Picture() {
		h.Set("Content-Disposition", "inline")
	}
	http.ServeContent(w, o.req, "", time.Time{}, o.content)
	return nil
}

func noFiles() error { return fault.Newf(fault.NotFound, "no files are kept here") }

package httpapi

import (
	"context"
	"log/slog"

	"faro.example/registry/notice"
	"faro.example/shared/access"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// correspondence is the notices that the law asks for: package notice.
type correspondence interface {
	List(ctx context.Context, c access.Caller, box notice.Box) ([]notice.Item, error)
	Open(ctx context.Context, c access.Caller, of change.ID, protocol minor.Text) (notice.Letter, error)
	Read(ctx context.Context, c access.Caller, of change.ID) (notice.Letter, error)
}

// noLetters is for a server at which no notices wait.
func (s server) noLetters() error {
	if s.Letters == nil {
		return fault.Newf(fault.NotFound, "no notices wait here")
	}
	return nil
}

// ListNotices lists what the caller's offices received or sent.
func (s server) ListNotices(ctx context.Context, r ListNoticesRequestObject) (ListNoticesResponseObject, error) {
	if err := s.noLetters(); err != nil {
		return nil, err
	}
	ctx, e, _ := asked(ctx)
	box := notice.Received
	if b := given(r.Params.Box); b != "" {
		box = notice.Box(b)
	}
	found, err := s.Letters.List(ctx, e.caller, box)
	if err != nil {
		return nil, err
	}
	e.add(slog.Int("notices", len(found)))
	return ListNotices200JSONResponse{Body: LawNotices{Notices: append([]notice.Item{}, found...)}}, nil
}

// ReadNotice gives what a notice says.
func (s server) ReadNotice(ctx context.Context, r ReadNoticeRequestObject) (ReadNoticeResponseObject, error) {
	if err := s.noLetters(); err != nil {
		return nil, err
	}
	ctx, e, _ := asked(ctx)
	l, err := s.Letters.Read(ctx, e.caller, change.ID(r.Notice))
	if err != nil {
		return nil, err
	}
	return ReadNotice200JSONResponse{Body: letter(l)}, nil
}

// OpenNotice opens a notice.
func (s server) OpenNotice(ctx context.Context, r OpenNoticeRequestObject) (OpenNoticeResponseObject, error) {
	if err := s.noLetters(); err != nil {
		return nil, err
	}
	ctx, e, _ := asked(ctx)
	l, err := s.Letters.Open(ctx, e.caller, change.ID(r.Notice), minor.Text(given(r.Body.Protocol)))
	if err != nil {
		return nil, err
	}
	return OpenNotice200JSONResponse{Body: letter(l)}, nil
}

// letter is a notice as it goes out.
func letter(l notice.Letter) Letter {
	out := Letter{Notice: l.Item, Title: l.Document.Title, Subtitle: l.Document.Subtitle, Parts: []LetterPart{}}
	for _, p := range l.Document.Parts {
		part := LetterPart{Title: p.Title, Text: append([]string{}, p.Text...), Fields: []LetterField{}}
		for _, f := range p.Fields {
			field := LetterField{Term: f.Term, Values: []string{}}
			for _, v := range f.Values {
				field.Values = append(field.Values, v.Text)
			}
			part.Fields = append(part.Fields, field)
		}
		out.Parts = append(out.Parts, part)
	}
	return out
}

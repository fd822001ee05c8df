package httpapi

import (
	"context"

	"faro.example/registry/link"
	"faro.example/shared/access"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// linker says who is the same child: package link.
type linker interface {
	Same(ctx context.Context, c access.Caller, a, b link.Of) (link.Said, error)
	Distinct(ctx context.Context, c access.Caller, a, b link.Of) (link.Said, error)
	Parted(ctx context.Context, c access.Caller, of link.Of, apart []link.Of, records []change.Assignment) (link.Said, error)
	Torn(ctx context.Context, c access.Caller, of link.Of, apart []link.Of) ([]link.Record, error)
	Held(ctx context.Context, c access.Caller, n int) ([]link.Record, error)
	Assign(ctx context.Context, c access.Caller, record change.ID, to link.Of) (link.Said, error)
}

// maxHeld bounds the held records that one answer lists; arbitrary.
const maxHeld = 1000

// saying gives who says something, with the reason given.
func saying(ctx context.Context, reason minor.Text) (context.Context, access.Caller) {
	ctx, e, _ := asked(ctx)
	caller := e.caller
	caller.Reason = reason.Reveal()
	return ctx, caller
}

func pairOf(b *MinorPair) (one, other link.Of, err error) {
	if one, err = link.Parse("minor", b.Minor.Reveal()); err == nil {
		other, err = link.Parse("other", b.Other.Reveal())
	}
	return one, other, err
}

// JoinMinors says that two minors are one child.
func (s server) JoinMinors(ctx context.Context, r JoinMinorsRequestObject) (JoinMinorsResponseObject, error) {
	ctx, caller := saying(ctx, r.Body.Reason)
	one, other, err := pairOf(r.Body)
	if err != nil {
		return nil, err
	}
	said, err := s.Links.Same(ctx, caller, one, other)
	return JoinMinors201JSONResponse{Body: said}, err
}

// TellMinorsApart says that two minors are two children.
func (s server) TellMinorsApart(ctx context.Context, r TellMinorsApartRequestObject) (TellMinorsApartResponseObject, error) {
	ctx, caller := saying(ctx, r.Body.Reason)
	one, other, err := pairOf(r.Body)
	if err != nil {
		return nil, err
	}
	said, err := s.Links.Distinct(ctx, caller, one, other)
	return TellMinorsApart201JSONResponse{Body: said}, err
}

func sidesOf(b *Parting) (of link.Of, apart []link.Of, err error) {
	if of, err = link.Parse("minor", b.Minor.Reveal()); err != nil {
		return of, nil, err
	}
	for _, text := range b.Apart {
		a, err := link.Parse("apart", text.Reveal())
		if err != nil {
			return of, nil, err
		}
		apart = append(apart, a)
	}
	return of, apart, nil
}

// PartMinors undoes a joining.
func (s server) PartMinors(ctx context.Context, r PartMinorsRequestObject) (PartMinorsResponseObject, error) {
	ctx, caller := saying(ctx, r.Body.Reason)
	of, apart, err := sidesOf(r.Body)
	if err != nil {
		return nil, err
	}
	var records []change.Assignment
	if r.Body.Records != nil {
		records = *r.Body.Records
	}
	said, err := s.Links.Parted(ctx, caller, of, apart, records)
	return PartMinors201JSONResponse{Body: said}, err
}

// ListTornRecords lists the records that a parting would have to assign.
func (s server) ListTornRecords(ctx context.Context, r ListTornRecordsRequestObject) (ListTornRecordsResponseObject, error) {
	ctx, caller := saying(ctx, r.Body.Reason)
	of, apart, err := sidesOf(r.Body)
	if err != nil {
		return nil, err
	}
	records, err := s.Links.Torn(ctx, caller, of, apart)
	return ListTornRecords200JSONResponse{Body: LinkRecords{Records: append([]LinkRecord{}, records...)}}, err
}

// ListHeldRecords lists the records that count for nobody.
func (s server) ListHeldRecords(ctx context.Context, r ListHeldRecordsRequestObject) (ListHeldRecordsResponseObject, error) {
	ctx, caller := saying(ctx, r.Body.Reason)
	records, err := s.Links.Held(ctx, caller, maxHeld)
	return ListHeldRecords200JSONResponse{Body: LinkRecords{Records: append([]LinkRecord{}, records...)}}, err
}

// AssignRecord says for whom a record counts.
func (s server) AssignRecord(ctx context.Context, r AssignRecordRequestObject) (AssignRecordResponseObject, error) {
	ctx, caller := saying(ctx, r.Body.Reason)
	to, err := link.Parse("minor", r.Body.Minor.Reveal())
	if err != nil {
		return nil, err
	}
	record := change.ID(r.Body.Record)
	if record.IsZero() {
		return nil, fault.Field("record", "missing", "name the record that is held")
	}
	said, err := s.Links.Assign(ctx, caller, record, to)
	return AssignRecord201JSONResponse{Body: said}, err
}

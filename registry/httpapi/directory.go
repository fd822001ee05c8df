package httpapi

import (
	"context"
	"log/slog"

	"faro.example/registry/directory"
	"faro.example/shared/access"
	"faro.example/shared/fault"
)

// keeping gives who keeps the directory, for the reason stated.
func (s server) keeping(ctx context.Context, reason string) (context.Context, *event, access.Caller, error) {
	ctx, e, _ := asked(ctx)
	caller := e.caller
	if reason != "" {
		caller.Reason = reason
	}
	if s.Keeper == nil {
		return ctx, e, caller, fault.Newf(fault.NotFound, "the directory is not kept here")
	}
	return ctx, e, caller, nil
}

// SearchDirectory tells an administrator who and where.
func (s server) SearchDirectory(ctx context.Context, r SearchDirectoryRequestObject) (SearchDirectoryResponseObject, error) {
	ctx, _, caller, err := s.keeping(ctx, r.Body.Reason.Reveal())
	if err != nil {
		return nil, err
	}
	code := ""
	if r.Body.Office != nil {
		code = *r.Body.Office
	}
	list, err := s.Keeper.List(ctx, caller, code)
	if err != nil {
		return nil, err
	}
	list.Offices = append([]directory.ListedOffice{}, list.Offices...)
	list.People = append([]directory.ListedPerson{}, list.People...)
	list.Operators = append([]directory.ListedOperator{}, list.Operators...)
	list.StandIns = append([]directory.ListedStandIn{}, list.StandIns...)
	list.Agreements = append([]directory.ListedAgreement{}, list.Agreements...)
	return SearchDirectory200JSONResponse{Body: list}, nil
}

// EditDirectory changes who works where, or proposes it.
func (s server) EditDirectory(ctx context.Context, r EditDirectoryRequestObject) (EditDirectoryResponseObject, error) {
	ctx, e, caller, err := s.keeping(ctx, r.Body.Reason.Reveal())
	if err != nil {
		return nil, err
	}
	done, proposed, err := s.Keeper.Submit(ctx, caller, r.Body.Edit)
	if err != nil {
		return nil, err
	}
	e.add(slog.Int("added", done.Added), slog.Int("changed", done.Changed), slog.Int("ended", done.Ended))
	return EditDirectory200JSONResponse{Body: editedOf(done, proposed)}, nil
}

func editedOf(d directory.Imported, p *directory.Proposal) DirectoryEdited {
	return DirectoryEdited{Added: int32(d.Added), Changed: int32(d.Changed), Ended: int32(d.Ended), Unchanged: int32(d.Unchanged), Proposal: p}
}

// ListProposals tells what waits for a second person.
func (s server) ListProposals(ctx context.Context, _ ListProposalsRequestObject) (ListProposalsResponseObject, error) {
	ctx, _, caller, err := s.keeping(ctx, "")
	if err != nil {
		return nil, err
	}
	list, err := s.Keeper.Proposals(ctx, caller)
	if err != nil {
		return nil, err
	}
	return ListProposals200JSONResponse{Body: Proposals{Proposals: append([]directory.Proposal{}, list...)}}, nil
}

// ConfirmProposal confirms what somebody else proposed.
func (s server) ConfirmProposal(ctx context.Context, r ConfirmProposalRequestObject) (ConfirmProposalResponseObject, error) {
	ctx, e, caller, err := s.keeping(ctx, r.Body.Reason.Reveal())
	if err != nil {
		return nil, err
	}
	id := directory.ProposalID(r.Body.Proposal)
	done, err := s.Keeper.Confirm(ctx, caller, id)
	if err != nil {
		return nil, err
	}
	e.add(slog.String("proposal", id.String()))
	return ConfirmProposal200JSONResponse{Body: editedOf(done, nil)}, nil
}

// WithdrawProposal takes a proposal back.
func (s server) WithdrawProposal(ctx context.Context, r WithdrawProposalRequestObject) (WithdrawProposalResponseObject, error) {
	ctx, _, caller, err := s.keeping(ctx, r.Body.Reason.Reveal())
	if err != nil {
		return nil, err
	}
	if err := s.Keeper.Withdraw(ctx, caller, directory.ProposalID(r.Body.Proposal)); err != nil {
		return nil, err
	}
	return WithdrawProposal204Response{}, nil
}

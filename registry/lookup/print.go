package lookup

import (
	"context"

	"faro.example/registry/audit"
	"faro.example/shared/access"
	"faro.example/shared/minor"
)

// Print is [Lookup.Casefile] for a paper that leaves the screen: the line says
// that it was printed.
func (l *Lookup) Print(ctx context.Context, caller access.Caller, m minor.ID) (Casefile, error) {
	return l.casefile(ctx, caller, printed(byID(m)))
}

// PrintOf is [Lookup.Print] by the minor's national code. It fails with
// [faro.example/shared/fault.Invalid] for a bad code.
func (l *Lookup) PrintOf(ctx context.Context, caller access.Caller, code minor.Code) (Casefile, error) {
	if err := code.Validate(); err != nil {
		return Casefile{}, err
	}
	return l.casefile(ctx, caller, printed(byCode(code)))
}

func printed(of target) target {
	of.output = audit.Printed
	return of
}

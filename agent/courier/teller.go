package courier

import (
	"context"
	"database/sql"

	"faro.example/shared/fault"
)

// tell tells the registry what was looked at here, and reports whether there may
// be more. It comes before any push. What the registry does not take as looks,
// be it that it is older than they are, blocks nothing: it is kept and told
// again.
func (p *Pusher) tell(ctx context.Context) (more bool, err error) {
	if p.Looks == nil || p.Teller == nil {
		return false, nil
	}
	looks, err := p.Looks.Next(ctx, p.DB)
	if err != nil || len(looks.Looks) == 0 {
		return false, err
	}
	taken, err := p.Teller.TellLooks(ctx, looks)
	if fault.Is(err, fault.Invalid) || fault.Is(err, fault.NotFound) {
		p.Log.Error("the registry does not take what was looked at here: it is kept", "err", err, "looks", len(looks.Looks))
		return false, nil
	}
	if err != nil {
		return false, err
	}
	err = p.DB.InTx(ctx, func(tx *sql.Tx) error { return p.Looks.Told(ctx, tx, taken.Next) })
	p.Log.Info("told what was looked at here", "looks", len(looks.Looks), "next", taken.Next)
	return err == nil && taken.Next != looks.Looks[0].Seq, err
}

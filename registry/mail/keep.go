package mail

import (
	"context"
	"encoding/json"
	"fmt"
	"net/mail"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/audit"
	"faro.example/registry/pg"
	"faro.example/registry/seal"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// place is where an address stands sealed.
func place(of institution.PersonID) seal.Place {
	return seal.Place{Table: "mail_addresses", Column: "sealed", Row: of}
}

// checkAddress fails with [fault.Invalid] unless the text is an address and
// nothing else.
func checkAddress(text string) error {
	a, err := mail.ParseAddress(text)
	plain := err == nil && a.Address == text && len(text) <= maxAddress
	for i := range len(text) {
		plain = plain && text[i] > ' ' && text[i] < 0x7f
	}
	if !plain {
		return fault.Field("address", "not an e-mail address", "write it as name@office.example, without a name before it")
	}
	return nil
}

// Keep keeps the address of a person of the directory, sealed; none if it is "".
// The person is told of what becomes news from now on. It fails with
// [fault.Invalid] for what is no address, and with [fault.Denied] for who does not
// keep the person's office.
func (p *Post) Keep(ctx context.Context, by access.Caller, person institution.PersonID, address minor.Text) error {
	if address != "" {
		if err := checkAddress(address.Reveal()); err != nil {
			return err
		}
	}
	office, err := p.officeOf(ctx, person)
	if err != nil {
		return err
	}
	if err := p.may(ctx, by, person, office); err != nil {
		return err
	}
	if address == "" {
		_, err := p.Pool.Exec(ctx, `DELETE FROM mail_addresses WHERE person = $1`, person)
		return pg.Fault(err)
	}
	sealed, sealedBy, err := p.Sealer.SealFrame(place(person), []byte(address.Reveal()))
	if err != nil {
		return err
	}
	_, err = p.Pool.Exec(ctx, `INSERT INTO mail_addresses (person, sealed, sealed_by, told, made_at, made_by)
			VALUES (@person, @sealed, @sealed_by, (SELECT coalesce(max(news), 0) FROM alerts), @at, @by)
		ON CONFLICT (person) DO UPDATE SET sealed = excluded.sealed, sealed_by = excluded.sealed_by, made_at = excluded.made_at, made_by = excluded.made_by`,
		pgx.StrictNamedArgs{"person": person, "sealed": sealed, "sealed_by": sealedBy, "at": p.Now(), "by": by.Person})
	if err != nil {
		return fmt.Errorf("keep an address: %w", pg.Fault(err))
	}
	return nil
}

// officeOf gives the office of a person of the directory, zero for nobody.
func (p *Post) officeOf(ctx context.Context, person institution.PersonID) (office institution.OfficeID, err error) {
	today := day.FromTime(p.Now())
	err = p.Pool.QueryRow(ctx, `SELECT office FROM people WHERE id = $1 AND known_until IS NULL AND valid_from <= $2
		AND (valid_until IS NULL OR $2 < valid_until)`, person, today).Scan(&office)
	if err = pg.Fault(err); fault.Is(err, fault.NotFound) {
		return office, nil
	}
	return office, err
}

// may writes the line and fails with [fault.Denied] unless the caller keeps the
// office of a person.
func (p *Post) may(ctx context.Context, by access.Caller, person institution.PersonID, office institution.OfficeID) error {
	action, denied := access.KeepDirectory, access.Allow(by, access.KeepDirectory)
	if denied != nil && by.SpeaksFor(office) {
		action, denied = access.KeepStaff, access.Allow(by, access.KeepStaff)
	}
	if denied == nil && office.IsZero() {
		denied = fault.Newf(fault.Denied, "no such person")
	}
	asked, err := json.Marshal(map[string]any{"mail": "address", "person": person})
	if err != nil {
		return err
	}
	if err := p.Lines.Write(ctx, audit.Line{Caller: by, Action: action, Allowed: denied == nil, Asked: string(asked)}); err != nil {
		return err
	}
	return denied
}

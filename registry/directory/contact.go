package directory

import (
	"context"
	"fmt"
	"net/mail"
	"strings"

	"faro.example/registry/audit"
	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// Contact is how an office is reached: no person's own number.
type Contact struct {
	Phone string
	Mail  string
	Hours string // when somebody answers
}

// maxContact bounds each of them. Arbitrary: a line.
const maxContact = 120

// Validate fails with [fault.Invalid], naming the field.
func (c Contact) Validate() error {
	for field, text := range map[string]string{"phone": c.Phone, "mail": c.Mail, "hours": c.Hours} {
		if err := minor.Text(text).Check(field, maxContact); err != nil {
			return err
		}
	}
	if strings.Trim(c.Phone, "+0123456789 /-().") != "" {
		return fault.Field("phone", "not a telephone number", "write digits, with the prefix")
	}
	if c.Mail == "" {
		return nil
	}
	if a, err := mail.ParseAddress(c.Mail); err != nil || a.Address != c.Mail {
		return fault.Field("mail", "not an e-mail address", "write it as servizio@comune.example")
	}
	return nil
}

// Contacts gives how offices are reached, as last said; an office of which nothing
// is said is left out. It is no secret, and leaves no line; it fails with
// [fault.Denied] for who is nobody of the directory.
func (d *Directory) Contacts(ctx context.Context, by access.Caller, offices ...institution.OfficeID) (map[institution.OfficeID]Contact, error) {
	if by.Person.IsZero() {
		return nil, denied("contacts are read by people of the directory")
	}
	const sql = `SELECT DISTINCT ON (office) office, phone, mail, hours FROM contacts WHERE office = ANY ($1) ORDER BY office, version DESC`
	type row struct {
		Office             institution.OfficeID
		Phone, Mail, Hours string
	}
	rows, err := collect[row](ctx, d.pool, "contacts", sql, offices)
	if err != nil {
		return nil, err
	}
	out := make(map[institution.OfficeID]Contact, len(rows))
	for _, r := range rows {
		out[r.Office] = Contact{r.Phone, r.Mail, r.Hours}
	}
	return out, nil
}

// StateContact says how the office of a code is reached: an administrator of the
// Ministry of any, of another office of the own, and of the structures of its
// territory. A line in the record of access is committed first. It fails with
// [fault.Denied] for who may not, with [fault.NotFound] if there is no such
// office, and with [fault.Invalid] if it is not valid.
func (d *Directory) StateContact(ctx context.Context, by access.Caller, code string, c Contact) error {
	if err := c.Validate(); err != nil {
		return err
	}
	const find = `SELECT o.id, EXISTS (SELECT FROM structures s WHERE s.id = o.id AND s.known_until IS NULL AND s.municipality = ANY ($2)) AS near
		FROM offices o WHERE lower(o.code) = lower($1)`
	type row struct {
		ID   institution.OfficeID
		Near bool
	}
	rows, err := collect[row](ctx, d.pool, "office", find, strings.TrimSpace(code), append([]string{}, by.Territory...))
	if err != nil {
		return err
	}
	action, denied := access.KeepDirectory, access.Allow(by, access.KeepDirectory)
	if denied != nil {
		action, denied = access.KeepStaff, access.Allow(by, access.KeepStaff)
		if denied == nil && len(rows) > 0 && !by.SpeaksFor(rows[0].ID) && !rows[0].Near {
			denied = fault.Newf(fault.Denied, "not the own office, nor a structure of the own territory")
		}
	}
	if d.Lines != nil {
		if err := d.Lines.Write(ctx, audit.Line{Caller: by, Action: action, Allowed: denied == nil, Asked: "contact of " + code}); err != nil {
			return err
		}
	}
	switch {
	case denied != nil:
		return denied
	case len(rows) == 0:
		return fault.Field("office", "no such office", "check the code")
	}
	_, err = d.pool.Exec(ctx, `INSERT INTO contacts (office, phone, mail, hours, changed_at, changed_by) VALUES ($1, $2, $3, $4, $5, $6)`,
		rows[0].ID, c.Phone, c.Mail, c.Hours, d.now(), by.Person)
	if err != nil {
		return fmt.Errorf("state contact: %w", pg.Fault(err))
	}
	return nil
}

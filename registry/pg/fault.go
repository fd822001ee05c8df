package pg

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"regexp"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"faro.example/shared/fault"
)

// Constraint is what breaking a constraint means: the package that owns the
// table knows.
type Constraint struct {
	Name   string // as in the migration
	Kind   fault.Kind
	Field  string // of the input, "" for the whole
	Detail string // what is wrong; lower case, no personal data
	Remedy string
}

// failure is a fault whose cause can be looked at but is not told: the text of
// PostgreSQL's and pgx's errors can quote a row or a parameter.
type failure struct {
	fault *fault.Error
	cause error
}

// Error tells what the fault says, and nothing of the cause.
func (f *failure) Error() string { return f.fault.Error() }

// Unwrap gives the fault first, so that its kind is found, then the cause.
func (f *failure) Unwrap() []error { return []error{f.fault, f.cause} }

// Fault turns an error of pgx into one with a kind, whose message holds no
// value of a row or of a parameter:
//
//   - a constraint named in known is what it says there; any other duplicate or
//     overlap is [fault.Conflict], any other constraint [fault.Internal];
//   - no row where one was wanted is [fault.NotFound];
//   - a database that does not answer, is shutting down, starting or full, a
//     lock or a deadline that ran out, and a deadlock are [fault.Busy];
//   - the rest is [fault.Internal], with the SQLSTATE.
//
// nil stays nil. An error that is a fault already, and one that has nothing to
// do with the database, is returned as it is.
func Fault(err error, known ...Constraint) error {
	var stated *fault.Error
	var told *pgconn.PgError
	var scan pgx.ScanArgError
	switch {
	case err == nil || errors.As(err, &stated):
		return err
	case errors.As(err, &told):
		return &failure{serverFault(err, told, known), err}
	case errors.Is(err, pgx.ErrNoRows):
		return &failure{fault.Newf(fault.NotFound, "not found"), err}
	case errors.Is(err, context.Canceled):
		return err
	case unreachable(err):
		return &failure{&fault.Error{Kind: fault.Busy, Detail: "the database does not answer", Remedy: "try again later"}, err}
	case errors.As(err, &scan):
		return &failure{fault.Newf(fault.Internal, "column %d (%s) does not fit its variable", scan.ColumnIndex, scan.FieldName), err}
	case unencodable.MatchString(err.Error()):
		return &failure{fault.Newf(fault.Internal, "a parameter does not fit its type: %s", place.FindString(err.Error())), err}
	}
	return err
}

// What pgx says of a parameter that it could not encode quotes the value; only
// the place is told on.
var (
	unencodable = regexp.MustCompile(`unable to encode|failed to encode (args\[\d+\]|.* as element of)`)
	place       = regexp.MustCompile(`args\[\d+\]`)
)

// Violated gives the name of the constraint that err broke, and whether it
// broke one.
func Violated(err error) (string, bool) {
	var told *pgconn.PgError
	if errors.As(err, &told) && strings.HasPrefix(told.Code, "23") {
		return told.ConstraintName, true
	}
	return "", false
}

func serverFault(err error, told *pgconn.PgError, known []Constraint) *fault.Error {
	if strings.HasPrefix(told.Code, "23") {
		return constraintFault(told, known)
	}
	if busyCode(told.Code) {
		return &fault.Error{Kind: fault.Busy, Detail: fmt.Sprintf("the database cannot do this now (%s)", told.Code),
			Remedy: "try again later"}
	}
	// Class 22 is about values, and its messages quote them.
	text := told.Message
	if strings.HasPrefix(told.Code, "22") {
		text = "a value that the column does not take"
	}
	return fault.Newf(fault.Internal, "%s%s (%s)", step(err, told), text, told.Code)
}

// step is what the callers wrote before the server's own text: "append: ".
func step(err error, told *pgconn.PgError) string {
	before, found := strings.CutSuffix(err.Error(), told.Error())
	if !found {
		return ""
	}
	return before
}

func constraintFault(told *pgconn.PgError, known []Constraint) *fault.Error {
	for _, c := range known {
		if c.Name == told.ConstraintName {
			return &fault.Error{Kind: c.Kind, Field: c.Field, Detail: c.Detail, Remedy: c.Remedy}
		}
	}
	switch told.Code {
	case "23505", "23P01":
		return fault.Newf(fault.Conflict, "this is there already, or overlaps with it (%s)", told.ConstraintName)
	case "23502":
		return fault.Newf(fault.Internal, "%s.%s must be given (%s)", told.TableName, told.ColumnName, told.Code)
	}
	return fault.Newf(fault.Internal, "the constraint %s of %s does not hold (%s)", told.ConstraintName, told.TableName, told.Code)
}

// busyCode reports whether the same call may succeed later.
func busyCode(code string) bool {
	switch code {
	case "40001", "40P01", // serialisation failure, deadlock
		"55P03",                            // a lock was not to be had
		"57014",                            // the statement was cancelled
		"57P01", "57P02", "57P03", "57P05", // shutting down, crashed, starting
		"25006": // read only: this server is no longer the primary
		return true
	}
	// Connection lost; out of disk, memory or connections.
	return strings.HasPrefix(code, "08") || strings.HasPrefix(code, "53")
}

// unreachable reports whether err says that the server was not reached or not in time.
func unreachable(err error) bool {
	var connect *pgconn.ConnectError
	var network net.Error
	return errors.As(err, &connect) || errors.As(err, &network) ||
		errors.Is(err, context.DeadlineExceeded) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, net.ErrClosed) || strings.HasSuffix(err.Error(), "conn closed") || strings.HasSuffix(err.Error(), "closed pool")
}

package census

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/registry/projection"
	"faro.example/shared/casefile"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// Dimension is a way to cut a count.
type Dimension string

// The dimensions. Places are those of the structure at which a minor is
// counted: on the way between two, the one that was left.
const (
	Region       Dimension = "region"
	Province     Dimension = "province"
	Municipality Dimension = "municipality"
	Structure    Dimension = "structure"
	Reception    Dimension = "reception" // type of reception
	State        Dimension = "state"     // present, in transit, at no known structure
	Sex          Dimension = "sex"
	Age          Dimension = "age"   // the bands of the Ministry's reports
	Years        Dimension = "years" // the age in single years
	Citizenship  Dimension = "citizenship"
	Mode         Dimension = "mode"       // of arrival
	Protection   Dimension = "protection" // how far an application for asylum has come; not attributed if none is recorded
	Guardian     Dimension = "guardian"
	Confirmed    Dimension = "confirmed" // how many days ago presence was confirmed last, at most
)

// Dimensions lists them in the order in which they are offered.
func Dimensions() []Dimension {
	return []Dimension{
		Region, Province, Municipality, Structure, Reception, State, Sex, Age, Years, Citizenship, Mode, Protection, Guardian, Confirmed,
	}
}

// ParseFilters reads parts of cuts, each as cut:code: several of one cut are any
// of them. It fails with [fault.Invalid] for what is no cut.
func ParseFilters(parts []string) ([]Filter, error) {
	var out []Filter
	for _, p := range parts {
		cut, code, ok := strings.Cut(p, ":")
		if d := Dimension(cut); !ok || !slices.Contains(Dimensions(), d) {
			return nil, fault.Field("only", "not a part of a cut", "write a cut and a code, such as region:19")
		} else if i := slices.IndexFunc(out, func(f Filter) bool { return f.By == d }); i >= 0 {
			out[i].Codes = append(out[i].Codes, code)
		} else {
			out = append(out, Filter{By: d, Codes: []string{code}})
		}
	}
	return out, nil
}

func words(all []Dimension) string {
	out := make([]string, len(all))
	for i, d := range all {
		out[i] = string(d)
	}
	return strings.Join(out, ", ")
}

// Codes gives the codes that a dimension's cells may have, in order, without the
// empty one; nil where places or structures make them.
func Codes(d Dimension) []string {
	switch d {
	case State:
		return texts(casefile.Present, casefile.InTransit, casefile.Unplaced)
	case Sex:
		return texts(minor.Male, minor.Female, minor.Other)
	case Age:
		return []string{"17", "16", "15", "7-14", "0-6"}
	case Years:
		var out []string
		for y := majority - 1; y >= 0; y-- {
			out = append(out, fmt.Sprint(y))
		}
		return out
	case Mode:
		return texts(minor.ByLanding, minor.ByFinding)
	case Reception:
		return texts(facility.First, facility.Second, facility.Temporary, facility.Family, facility.Other)
	case Protection:
		return texts(projection.Protections()...)
	case Guardian:
		return texts(projection.VolunteerGuardian, projection.OtherGuardian, projection.NoGuardian)
	case Confirmed:
		return texts(projection.SeenLately, projection.SeenIn90, projection.SeenIn180, projection.SeenLongAgo, projection.SeenNever)
	}
	return nil
}

func texts[T ~string](all ...T) []string {
	out := make([]string, len(all))
	for i, t := range all {
		out[i] = string(t)
	}
	return out
}

// known fails with [fault.Invalid] for a filter by a code that there is not.
func (c *Census) known(ctx context.Context, tx pgx.Tx, only []Filter) error {
	for _, f := range only {
		for _, code := range f.Codes {
			is, err := c.is(ctx, tx, f.By, code)
			if err != nil {
				return err
			}
			if !is {
				return fault.Field("only", fmt.Sprintf("no such code of %s", f.By), "use a code as the cells of that cut have it")
			}
		}
	}
	return nil
}

// is reports whether a dimension has a code.
func (c *Census) is(ctx context.Context, tx pgx.Tx, d Dimension, code string) (there bool, err error) {
	if code == "" || d == State && code == missing {
		return true, nil
	}
	switch d {
	case Region:
		_, err = c.places.Region(code)
	case Province:
		_, err = c.places.Province(code)
	case Municipality:
		_, err = c.places.Municipality(code)
	case Citizenship:
		err = minor.Country(code).Validate()
	case Structure:
		err = tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM offices WHERE what = 'structure' AND code = $1)`, code).Scan(&there)
		return there, pg.Fault(err)
	default:
		return slices.Contains(Codes(d), code), nil
	}
	return err == nil, nil
}

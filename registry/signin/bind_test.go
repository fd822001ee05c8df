package signin_test

import (
	"testing"

	"faro.example/registry/signin"
	"faro.example/shared/access"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
)

func TestWhoIsWhoToAProviderIsForAdministratorsToSay(t *testing.T) {
	f := newFixture(t)
	carla := institution.PersonID(id.New[struct{}]())
	const colleague = `INSERT INTO people (id, name, office, role, valid_from, known_from, changed_at)
		SELECT $1, 'X', office, role, '2000-01-01', 0, now() FROM people WHERE id = $2`
	if _, err := f.Admin().Exec(t.Context(), colleague, carla, f.anna); err != nil {
		t.Fatal(err)
	}
	anna := access.Caller{Role: access.Municipality, Person: f.anna, Administrator: true}
	bruno := access.Caller{Role: access.Ministry, Person: f.bruno, Administrator: true}
	plain := func(c access.Caller) access.Caller { c.Administrator = false; return c }
	for _, tc := range []struct {
		name string
		by   access.Caller
		of   institution.PersonID
		kind fault.Kind // of the refusal; [fault.Internal] for none
	}{
		{"an administrator, a colleague", anna, carla, fault.Internal},
		{"the Ministry's administrator, anybody", bruno, f.anna, fault.Internal},
		{"a colleague who is none", plain(anna), carla, fault.Denied},
		{"the Ministry's officer who is none", plain(bruno), carla, fault.Denied},
		{"an administrator, themselves", anna, f.anna, fault.Denied},
		{"an administrator, one of another office", anna, f.bruno, fault.Denied},
		{"the Ministry's administrator, themselves", bruno, f.bruno, fault.Denied},
		{"a machine of the Ministry", access.Caller{Role: access.Ministry, Administrator: true}, carla, fault.Denied},
		{"nobody that there is", bruno, institution.PersonID{1}, fault.Denied},
	} {
		err := f.BindAs(t.Context(), tc.by, signin.Binding{Person: tc.of, Provider: "spid", Value: "TINIT-" + tc.name})
		if refused := tc.kind != fault.Internal; refused != (err != nil) || refused && !fault.Is(err, tc.kind) {
			t.Errorf("%s: got %v", tc.name, err)
		}
		if l := f.lines.last(t); l.Action != access.KeepStaff || l.Allowed != (err == nil) || l.Caller.Person != tc.by.Person {
			t.Errorf("%s: got the line %+v", tc.name, l)
		}
	}
	if _, err := f.Admin().Exec(t.Context(), `UPDATE people SET role = 'auditor' WHERE id = $1`, carla); err != nil {
		t.Fatal(err)
	}
	err := f.BindAs(t.Context(), bruno, signin.Binding{Person: carla, Provider: "spid", Value: "TINIT-Z"})
	if !fault.Is(err, fault.Invalid) || f.lines.last(t).Allowed {
		t.Errorf("a national role by one person: got %v, want it refused with a line", err)
	}
}

package pg_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"pgregory.net/rapid"

	"faro.example/registry/pg"
	"faro.example/registry/pg/pgtest"
	"faro.example/shared/day"
	"faro.example/shared/id"
)

type thing struct{}

type thingID = id.Of[thing]

// row is scanned by name, as the registry's packages do.
type row struct {
	ThingID thingID
	On      day.Date
	Things  []thingID
	Days    []day.Date
}

func anyID() *rapid.Generator[thingID] {
	return rapid.Custom(func(t *rapid.T) thingID {
		var v thingID
		if rapid.Bool().Draw(t, "present") {
			copy(v[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "bytes"))
		}
		return v
	})
}

func anyDay() *rapid.Generator[day.Date] {
	return rapid.Custom(func(t *rapid.T) day.Date {
		if !rapid.Bool().Draw(t, "present") {
			return day.Date{}
		}
		return day.Of(1900, 1, 1).Add(rapid.IntRange(0, 109_938).Draw(t, "days"))
	})
}

func anyRow() *rapid.Generator[row] {
	return rapid.Custom(func(t *rapid.T) row {
		return row{
			ThingID: anyID().Draw(t, "id"), On: anyDay().Draw(t, "on"),
			Things: rapid.SliceOfN(anyID(), 0, 5).Draw(t, "things"), Days: rapid.SliceOfN(anyDay(), 0, 5).Draw(t, "days"),
		}
	})
}

func TestIdentifiersAndDaysComeBackAsTheyWent(t *testing.T) {
	pool := pgtest.New(t).Admin()
	const q = `SELECT $1::uuid AS thing_id, $2::date AS "on", $3::uuid[] AS things, $4::date[] AS days`
	formats := map[string]pgx.QueryResultFormats{"binary": {pgx.BinaryFormatCode}, "text": {pgx.TextFormatCode}}
	for name, format := range formats {
		t.Run(name, rapid.MakeCheck(func(rt *rapid.T) {
			want := anyRow().Draw(rt, "row")
			rows, err := pool.Query(t.Context(), q, format, want.ThingID, want.On, want.Things, want.Days)
			if err != nil {
				rt.Fatal(err)
			}
			got, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[row])
			if err != nil {
				rt.Fatal(err)
			}
			if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b day.Date) bool { return a == b })); diff != "" {
				rt.Error(diff)
			}
		}))
	}
}

func TestTheServerReadsWhatWeMean(t *testing.T) {
	pool := pgtest.New(t).Admin()
	one := id.Must[thing]("01890a5d-ac96-774b-bcce-b302099a8057")
	d := day.Must("1999-12-31")
	var idText, dayText, ids, days string
	var none, noneDay bool
	row := pool.QueryRow(t.Context(),
		`SELECT $1::uuid::text, $2::date::text, $3::uuid[]::text, $4::date[]::text, $5::uuid IS NULL, $6::date IS NULL`,
		one, d, []thingID{one, {}}, []day.Date{d, {}}, thingID{}, day.Date{})
	if err := row.Scan(&idText, &dayText, &ids, &days, &none, &noneDay); err != nil {
		t.Fatal(err)
	}
	got := []string{idText, dayText, ids, days}
	want := []string{one.String(), "1999-12-31", "{" + one.String() + ",NULL}", "{1999-12-31,NULL}"}
	if !slices.Equal(got, want) || !none || !noneDay {
		t.Errorf("got %q, absent %v and %v, want %q and both absent", got, none, noneDay, want)
	}
}

func TestNullAndNothingAreToldApart(t *testing.T) {
	pool := pgtest.New(t).Admin()
	var null, empty bool
	row := pool.QueryRow(t.Context(), "SELECT $1::uuid[] IS NULL AND $2::date[] IS NULL, $3::uuid[] = '{}' AND $4::date[] = '{}'",
		[]thingID(nil), []day.Date(nil), []thingID{}, []day.Date{})
	if err := row.Scan(&null, &empty); err != nil {
		t.Fatal(err)
	}
	if !null || !empty {
		t.Errorf("nil is NULL: %v; empty is empty: %v", null, empty)
	}
	was := thingID{1}
	on := day.Must("2020-01-01")
	if err := pool.QueryRow(t.Context(), "SELECT NULL::uuid, NULL::date").Scan(&was, &on); err != nil {
		t.Fatal(err)
	}
	if !was.IsZero() || !on.IsZero() {
		t.Errorf("NULL was read as %s and %s", was, on)
	}
}

func TestByteStringsAreSentAsTheyAre(t *testing.T) {
	pool := pgtest.New(t).Admin()
	const q = `SELECT coalesce(string_agg(coalesce(encode(b, 'hex'), 'absent'), ',' ORDER BY n), 'nothing'), $1::bytea[] IS NULL
		FROM unnest($1::bytea[]) WITH ORDINALITY AS x (b, n)`
	for want, in := range map[string][][]byte{
		"00ff,absent,,61": {{0x00, 0xff}, nil, {}, []byte("a")},
		"nothing":         {},
		"":                nil,
	} {
		var got string
		var null bool
		if err := pool.QueryRow(t.Context(), q, in).Scan(&got, &null); err != nil {
			t.Fatal(err)
		}
		if null != (in == nil) || !null && got != want {
			t.Errorf("%v was read as %q, NULL %v", in, got, null)
		}
	}
}

func TestWhatIsNoDayIsRefused(t *testing.T) {
	pool := pgtest.New(t).Admin()
	for _, sql := range []string{"SELECT 'infinity'::date", "SELECT '-infinity'::date"} {
		var d day.Date
		if err := pool.QueryRow(t.Context(), sql).Scan(&d); err == nil {
			t.Errorf("%s was read as %s", sql, d)
		}
	}
}

func TestIdentifiersAndDaysCanBeCopied(t *testing.T) {
	pool := pgtest.New(t).Admin()
	mustExec(t, pool, "CREATE TABLE things (thing_id uuid, parent uuid, days date[], on_day date)")
	want := id.New[thing]()
	n, err := pool.CopyFrom(t.Context(), pgx.Identifier{"things"}, []string{"thing_id", "parent", "days", "on_day"},
		pgx.CopyFromRows([][]any{{want, &want, []day.Date{day.Must("2024-02-29")}, day.Must("2024-02-29")}}))
	if err != nil || n != 1 {
		t.Fatalf("got %d rows, %v", n, err)
	}
	var got, parent thingID
	var days []day.Date
	row := pool.QueryRow(t.Context(), "SELECT thing_id, parent, days FROM things WHERE thing_id = ANY($1)", []thingID{want})
	if err := row.Scan(&got, &parent, &days); err != nil {
		t.Fatal(err)
	}
	if got != want || parent != want || len(days) != 1 || days[0] != day.Must("2024-02-29") {
		t.Errorf("got %s, %s, %v", got, parent, days)
	}
}

func BenchmarkSendingArrays(b *testing.B) {
	db := pgtest.New(b)
	plain, err := pgx.Connect(b.Context(), db.MigratorDSN())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := plain.Close(b.Context()); err != nil {
			b.Log(err)
		}
	})
	ids, days := make([]thingID, 5000), make([]day.Date, 5000)
	for i := range ids {
		ids[i], days[i] = id.New[thing](), day.Of(2024, 1, i%300)
	}
	for _, with := range []struct {
		name string
		q    pg.Querier
	}{{"binary", db.Admin()}, {"as pgx comes", plain}} {
		b.Run(with.name, func(b *testing.B) {
			for b.Loop() {
				if _, err := with.q.Exec(b.Context(), "SELECT count(*) FROM unnest($1::uuid[], $2::date[])", ids, days); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

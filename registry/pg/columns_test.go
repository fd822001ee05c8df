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
)

// mixed is a row of every type.
type mixed struct {
	ID    thingID
	Text  string
	Bytes []byte
	On    day.Date
	Long  int64
	Int   int32
	Yes   bool
}

func anyMixed() *rapid.Generator[mixed] {
	return rapid.Custom(func(t *rapid.T) mixed {
		return mixed{
			anyID().Draw(t, "id"), rapid.StringMatching(`[a-z{},"\\é]{0,5}`).Draw(t, "text"),
			rapid.OneOf(rapid.Just([]byte(nil)), rapid.SliceOfN(rapid.Byte(), 0, 5)).Draw(t, "bytes"), anyDay().Draw(t, "day"),
			rapid.Int64().Draw(t, "long"), rapid.Int32().Draw(t, "int"), rapid.Bool().Draw(t, "yes"),
		}
	})
}

func TestColumnsArriveAsTheyWereWritten(t *testing.T) {
	db := pgtest.New(t)
	const q = `SELECT unnest($1::uuid[]) AS id, unnest($2::text[]) AS text, unnest($3::bytea[]) AS bytes, unnest($4::date[]) AS on,
		unnest($5::bigint[]) AS long, unnest($6::integer[]) AS int, unnest($7::boolean[]) AS yes`
	rapid.Check(t, func(r *rapid.T) {
		want := rapid.SliceOfN(anyMixed(), 0, 4).Draw(r, "rows")
		c := pg.NewColumns(7, 2)
		for _, w := range want {
			c.ID(w.ID).Text(w.Text).Bytes(w.Bytes).Day(w.On).Int(w.Long).Short(w.Int).Bool(w.Yes)
		}
		if c.Len() != len(want) {
			r.Errorf("got %d rows of %d", c.Len(), len(want))
		}
		rows, err := db.Admin().Query(t.Context(), q, c.Args()...)
		if err != nil {
			r.Fatal(err)
		}
		got, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (m mixed, err error) {
			var text *string
			err = row.Scan(&m.ID, &text, &m.Bytes, &m.On, &m.Long, &m.Int, &m.Yes)
			if text != nil {
				m.Text = *text
			}
			return m, err
		})
		if err != nil {
			r.Fatal(err)
		}
		if diff := cmp.Diff(want, got, cmp.Transformer("days", day.Date.String)); len(want)+len(got) > 0 && diff != "" {
			r.Errorf("(-want +got):\n%s", diff)
		}
	})
}

func TestARowThatIsNotWholeIsNotSent(t *testing.T) {
	db := pgtest.New(t)
	for values := range 3 {
		c := pg.NewColumns(2, 2)
		for range values + 1 {
			c.Int(1)
		}
		_, err := db.Admin().Exec(t.Context(), `SELECT unnest($1::bigint[]), unnest($2::bigint[])`, c.Args()...)
		if whole := (values+1)%2 == 0; (err == nil) != whole {
			t.Errorf("%d values in two columns: got %v", values+1, err)
		}
	}
}

func TestListsOfWordsGoAndComeInBinaryForm(t *testing.T) {
	db := pgtest.New(t)
	want := []string{"", "a", `{"b",c}`, "é"}
	var got []string
	if err := db.Admin().QueryRow(t.Context(), `SELECT $1::text[]`, want).Scan(&got); err != nil || !slices.Equal(got, want) {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
}

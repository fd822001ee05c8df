package change_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"reflect"
	"strings"
	"testing"

	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/minor"
)

const secret = "Xyzzyx"

// fill writes the secret into every string of v that can hold it, so that a
// new field of a body is tested without a word here.
func fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem())
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Field(i).CanSet() {
				fill(v.Field(i))
			}
		}
	case reflect.String:
		v.SetString(secret)
	case reflect.Slice:
		if v.Type() == reflect.TypeFor[json.RawMessage]() {
			v.SetBytes([]byte(`"` + secret + `"`))
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0))
	}
	if v.Type() == reflect.TypeFor[day.Date]() {
		v.Set(reflect.ValueOf(day.Must("2009-05-04")))
	}
}

// holdsPersonal reports whether a type has a field of a personal type.
func holdsPersonal(t reflect.Type) bool {
	switch t {
	case reflect.TypeFor[minor.Text](), reflect.TypeFor[minor.Name](), reflect.TypeFor[minor.Birth](), reflect.TypeFor[minor.Code]():
		return true
	}
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice:
		return holdsPersonal(t.Elem())
	case reflect.Struct:
		for i := range t.NumField() {
			if holdsPersonal(t.Field(i).Type) {
				return true
			}
		}
	}
	return false
}

func shows(s string) bool {
	for _, part := range []string{
		secret, fmt.Sprintf("%x", secret), fmt.Sprintf("%X", secret), strings.Trim(fmt.Sprint([]byte(secret)), "[]"),
		strings.Trim(strings.ToLower(fmt.Sprintf("%#v", []byte(secret))), "[]byte{}"), "2009-05-04",
	} {
		if strings.Contains(s, part) {
			return true
		}
	}
	return false
}

// prints gives v, and what holds it, as every verb and handler shows it.
func prints(t *testing.T, v any) string {
	t.Helper()
	var b bytes.Buffer
	holders := []any{v, &v, []any{v}, map[int]any{1: v}, struct{ V any }{v}}
	for _, flag := range []string{"", "+", "#", " ", "-9", ".3"} {
		for c := 'A'; c <= 'z'; c++ {
			if strings.ContainsRune("pTw[]^_`\\", c) { // see minor.Text
				continue
			}
			for _, h := range holders {
				fmt.Fprintf(&b, "%"+flag+string(c), h)
			}
		}
	}
	fmt.Fprint(&b, v, fmt.Errorf("append: %v", v))
	for _, h := range []slog.Handler{slog.NewTextHandler(&b, nil), slog.NewJSONHandler(&b, nil)} {
		slog.New(h).With("v", v).WithGroup("g").Info("one", "v", v, slog.Group("deep", "v", v))
	}
	return b.String()
}

func TestEveryBodyThatHoldsPersonalDataPrintsAsItsKind(t *testing.T) {
	for _, ex := range examples() {
		ty := reflect.TypeOf(ex.body)
		v := reflect.New(ty)
		fill(v.Elem())
		raw, err := json.Marshal(v.Interface())
		if err != nil || !strings.Contains(string(raw), secret) && holdsPersonal(ty) {
			t.Fatalf("%s was not filled: %s, %v", ty, raw, err)
		}
		if !holdsPersonal(ty) {
			continue
		}
		for _, b := range []any{v.Interface(), v.Elem().Interface()} {
			if got := prints(t, b); shows(got) {
				t.Errorf("%T shows what it holds: %.300s", b, got)
			} else if !strings.Contains(got, ex.body.Kind()) {
				t.Errorf("%T does not show its kind: %.300s", b, got)
			}
		}
	}
}

// A record's body holds words that were typed; so do its bytes, and the name of
// who stood in for the author.
func TestARecordPrintsAsIdentifiers(t *testing.T) {
	h := header(example{dress: func(h *change.Header) { h.StandIn = secret }})
	rec, err := change.Sign(vectorKey(), h, minor.IdentityAlias{Name: minor.Name{Given: secret}, Source: minor.OwnWord})
	if err != nil {
		t.Fatal(err)
	}
	placed := change.Placed{Record: rec, Position: 17}
	frame := change.Frame{Seq: 42, Data: change.AppendRecord(nil, &rec)}
	for _, v := range []any{rec, &rec, placed, &placed, rec.Header, &rec.Header, rec.Seen, frame, &frame, []change.Placed{placed}, []change.Frame{frame}} {
		got := prints(t, v)
		if reflect.TypeOf(v).Kind() == reflect.Slice {
			got = fmt.Sprintf("%v %+v %#v %s %x", v, v, v, v, v) // JSON of a list is for minor.RedactAttr
		}
		if shows(got) {
			t.Errorf("%T shows what it holds: %.300s", v, got)
		}
	}
	for _, v := range []any{rec, placed, rec.Header} {
		if got := prints(t, v); !strings.Contains(got, rec.ID.String()) || !strings.Contains(got, "identity.alias") {
			t.Errorf("%T does not say which record it is: %.300s", v, got)
		}
	}
}

// A fault names the field, and never repeats what stood in it.
func TestAFaultOfDecodingShowsNothing(t *testing.T) {
	for _, body := range []string{
		`{"name":{"given":"` + secret + `"},"source":"` + secret + `"}`,
		`{"name":{"given":"` + secret + `"},"source":"declared","` + secret + `":1}`,
		`{"name":"` + secret + `","source":"declared"}`,
		`{"name":{"given":"` + secret + `\u0000"},"source":"declared"}`,
		`{"name":{"given":"` + secret + `"`,
		secret,
	} {
		old := change.Record{BodyRaw: []byte(body)}
		old.Kind, old.Version, old.Section = "identity.alias", 1, change.Identity
		if _, err := change.Reissue(vectorKey(), old, header(example{})); err == nil || shows(err.Error()) || shows(fmt.Sprintf("%+v", err)) {
			t.Errorf("%s: %+v", body, err)
		}
	}
}

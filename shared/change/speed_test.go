package change_test

import (
	"crypto/ed25519"
	"testing"
	"time"

	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/placement"
)

// typical are the records that a registry reads most.
func typical(t testing.TB) map[string]change.Record {
	key := ed25519.NewKeyFromSeed(make([]byte, 32))
	h := change.Header{
		ID: change.ID(id.New[int]()), Minor: minor.ID(id.New[int]()), Agent: change.AgentID(id.New[int]()), Seq: 4711,
		Structure: institution.OfficeID(id.New[int]()), Author: institution.PersonID(id.New[int]()),
		Made: change.Made{At: time.Date(2026, 3, 31, 9, 30, 0, 0, time.UTC), Skew: -3}, On: day.On(day.Must("2026-03-30")),
		Seen: change.Seen{Epoch: 1, Position: 1_234_567, Records: []change.ID{change.ID(id.New[int]()), change.ID(id.New[int]())}},
	}
	bodies := map[string]change.Body{
		"identity.stated": minor.IdentityStated{
			Source: minor.OwnWord, Name: &minor.Name{Given: "Amadou", Family: "Diallo"}, Sex: minor.Male,
			Birth:       &minor.Birth{Date: day.Must("2009-01-01"), Precision: minor.ToYear, Provenance: minor.Declared},
			Citizenship: "GN", Languages: []string{"ff", "fr"},
		},
		"placement.began": placement.Began{At: facility.At(facility.ID(id.New[int]())), Bed: "12"},
	}
	out := map[string]change.Record{}
	for kind, b := range bodies {
		rec, err := change.Sign(key, h, b)
		if err != nil {
			t.Fatal(err)
		}
		out[kind] = rec
	}
	return out
}

func BenchmarkDecode(b *testing.B) {
	for kind, rec := range typical(b) {
		data := change.AppendRecord(nil, &rec)
		b.Run(kind, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := change.Decode(data); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkVerify(b *testing.B) {
	public := ed25519.NewKeyFromSeed(make([]byte, 32)).Public().(ed25519.PublicKey)
	for kind, rec := range typical(b) {
		b.Run(kind, func(b *testing.B) {
			for b.Loop() {
				if err := rec.Verify(public); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

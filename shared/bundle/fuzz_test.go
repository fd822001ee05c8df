package bundle

import (
	"bytes"
	"encoding/binary"
	"testing"

	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
)

// FuzzOpen opens whatever a holder of the office's key can seal.
func FuzzOpen(f *testing.F) {
	key, office := bytes.Repeat([]byte{7}, 32), newID[institution.OfficeID]()
	var one []byte
	for _, rec := range written(f, office, 2) {
		data := change.AppendRecord(nil, &rec)
		one = append(binary.AppendUvarint(append(one, rec.Agent[:]...), uint64(len(data))), data...)
		f.Add(one, office[:])
	}
	f.Add([]byte{}, office[:])
	f.Add(append(make([]byte, 16), 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1), office[:])
	f.Fuzz(func(t *testing.T, plain, of []byte) {
		var office institution.OfficeID
		copy(office[:], of)
		records, err := parse(plain, office)
		if err != nil {
			if !fault.Is(err, fault.Invalid) || records != nil {
				t.Fatalf("got %d records and %v", len(records), err)
			}
			return
		}
		if len(records) == 0 {
			return
		}
		file, err := Seal(key, office, records)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := Open(key, file); err != nil || len(again) != len(records) {
			t.Fatalf("of %d records %d open again: %v", len(records), len(again), err)
		}
	})
}

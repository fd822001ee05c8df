package doctor

import (
	"testing"
	"time"

	"faro.example/registry/pg/pgtest"
	"faro.example/shared/doctor"
)

func TestALogThatIsNotArchivedInTimeIsTrouble(t *testing.T) {
	for name, c := range map[string]struct {
		is   archiver
		want doctor.State
	}{
		"not archived at all": {archiver{Mode: "off"}, doctor.Well},
		"in time":             {archiver{Mode: "on", Age: time.Minute, Behind: 1}, doctor.Well},
		"at rest":             {archiver{Mode: "on", Age: 48 * time.Hour}, doctor.Well},
		"nothing yet":         {archiver{Mode: "on"}, doctor.Warning},
		"fails":               {archiver{Mode: "on", Age: time.Minute, Failed: "000000010000000000000003"}, doctor.Trouble},
		"waits":               {archiver{Mode: "on", Age: time.Hour, Behind: 3}, doctor.Trouble},
	} {
		if got := c.is.judge(); got.State != c.want || got.State == doctor.Trouble && got.Remedy == "" {
			t.Errorf("%s: got %+v, want %v", name, got, c.want)
		}
	}
	// The tests' own server archives nothing, and the reader may ask.
	if got := archive(t.Context(), pgtest.New(t).As("faro_reader")); got.State != doctor.Well {
		t.Errorf("got %+v", got)
	}
}

package intake_test

import (
	"testing"

	"faro.example/registry/intake/intaketest"
)

// Histories as they are told in shared/casefile, before a registry that judges
// them: who is entitled to what is its own word here.
func TestHistoriesBeforeARealRegistry(t *testing.T) {
	for name, told := range map[string]string{
		"a transfer of which each half is written without knowing of the other": `
			centre F1 registers Amadou on 2026-03-01; F1 hosts
			line of F1 is cut
			F1 sends to F2 on 2026-03-05
			centre F2 receives on 2026-03-06
			then stays are F1 01-06, F2 06-
			then scope is F1
			lines heal
			then stays are F1 01-05, (F1>F2) 05-06, F2 06-
			then nothing is in conflict; then scope is F2
			everybody shows the same`,
		"presence at two places on one day, decided by the Ministry": `
			centre F1 registers Amadou on 2026-03-01
			lines are cut
			F1 hosts on 2026-03-05
			centre F2 receives on 2026-03-05
			lines heal
			then place is in conflict between F1 and F2
			the ministry chooses F1's on 2026-03-06
			then nothing is in conflict
			then stays are F1 05-
			everybody shows the same`,
		"a birth date held, and decided by the social service in custody": `
			centre F1 registers Amadou on 2026-03-01; F1 hosts
			municipality M takes on 2026-03-01
			lines are cut
			F1 says birth is 2009-02-03
			M says birth is 2010-02-03
			lines heal
			then birth is 2010-02-03
			M chooses F1's on 2026-03-06
			then nothing is in conflict; then birth is 2009-02-03
			everybody shows the same`,
		"custody handed over": `
			centre F1 registers Amadou on 2026-03-01; F1 hosts
			municipality M1 takes on 2026-03-01
			M1 offers to M2 on 2026-03-04
			municipality M2 accepts from M1 on 2026-03-06
			then custody is M1 01-06, M2 06-
			then nothing is in conflict`,
		"sent, refused, and sent elsewhere": `
			centre F1 registers Amadou on 2026-03-01; F1 hosts
			F1 sends to F2 on 2026-03-05
			centre F2 turns away from F1 on 2026-03-06
			then stays are F1 01-05, (F1>F2) 05-06, F1 06-
			F1 sends to F3 on 2026-03-07
			centre F3 receives on 2026-03-08
			then scope is F3`,
	} {
		t.Run(name, func(t *testing.T) { intaketest.New(t).History().Tell(told) })
	}
}

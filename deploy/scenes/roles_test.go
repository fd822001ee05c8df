package scenes

import (
	"testing"

	"faro.example/deploy/browsertest"
)

// TestEveryOtherRoleLeavesItsMark goes through what those do at their pages who are
// neither a social service nor the Ministry, each ending with a record or a line.
func TestEveryOtherRoleLeavesItsMark(t *testing.T) {
	t.Parallel()
	if browsertest.Missing(t) {
		return
	}
	n := newNation(t)
	n.arrive("1,Ousmane,Diallo,M,Guinea")
	t.Run("the prosecutor and the court open what they are sent", n.notifies)
	t.Run("the prefecture decides where a child is", n.decidesThePlace)
	t.Run("a tracing partner asks for a clarification", n.traces)
	t.Run("a mission writes its report with the line cut, and its partner reads it", n.reports)
	t.Run("Interior tells a minor the result, and breaks the glass", n.tellsTheResult)
	t.Run("the Department counts who came and went", n.countsFlows)
	t.Run("a region opens a child, and finds a long export again that it left", n.exports)
}

// mark holds the ledger to how many records of a kind there are, and the record of
// access to what somebody of an office has done.
func (n *nation) mark(t *testing.T, kind string, records int, code, action string) {
	t.Helper()
	if got := n.count(recordsOf, kind); kind != "" && got != records {
		t.Errorf("the ledger holds %d records of %s, want %d", got, kind, records)
	}
	if got := n.count(`SELECT count(*) FROM access_lines WHERE action = $1 AND allowed AND person = $2`, action, n.offices[code].person); got == 0 {
		t.Errorf("no line of %s is somebody's of %s", action, code)
	}
}

// notifies has the social service tell all whom the law names of a child, and the
// prosecutor and the court open what they were sent.
func (n *nation) notifies(t *testing.T) {
	anna := n.sit("SS-SR", "it")
	anna.Go("/find").Fill("code", n.codes(`SELECT min(serial) FROM codes`)[0]).To("Cerca").Press()
	anna.To("Invia un avviso").Press()
	anna.To("matter").Type("presenza").To("Registra").Press()
	anna.Sees("Registrato.", "da aprire")
	for i, code := range []string{"PM-CT", "TM-CT"} {
		p := n.sit(code, "it").Go("/letters").Sees("presenza di un minore non accompagnato", "da aprire").Inspect().Width(320).Inspect()
		p.Width(1280).To("Apri").Press()
		p.Sees("L’apertura è stata registrata").Inspect().Width(320).Inspect()
		n.mark(t, "notice.opened", i+1, code, "list-notices")
	}
	anna.Go("/letters?box=sent").Sees("aperto")
}

// decidesThePlace has the prefecture decide where a child is whom two structures
// count as theirs.
func (n *nation) decidesThePlace(t *testing.T) {
	before := n.count(recordsOf, "resolved")
	child := n.inTwoPlaces()
	franca := n.sit("PR-SR", "it").Sees("Conflitti").Inspect()
	franca.Go("/find").Fill("code", child).To("Cerca").Press()
	franca.To("Confronta").Press()
	franca.Sees("Che cosa vale?").Inspect().To("choose").Space().Fill("why", "ha chiamato la struttura").To("Decidi").Press()
	franca.Sees("Registrato.").Inspect().Width(320).Inspect()
	n.mark(t, "resolved", before+1, "PR-SR", "open-casefile")
}

package judge

import "faro.example/shared/change"

// atRegistry: who is the same child is said at the registry alone, so that one
// such record follows the other, and is not taken back like others: what undoes
// it is a parting, which says what becomes of the records between.
func (b *Bench) atRegistry(c Case) *Refusal {
	r := c.Record
	if r.Section != change.Link {
		return nil
	}
	switch r.Body.(type) {
	case change.Retracted, change.Resolved:
		return Refuse(NotUndone, "header.section", "a joining is not taken back or decided about like other records",
			"ask the Ministry to part the two casefiles, or to join them")
	}
	if c.By.ID != b.Registry {
		return Refuse(AtRegistry, "header.kind", "who is the same child is said at the registry alone",
			"tell the Ministry what you know of it")
	}
	return nil
}

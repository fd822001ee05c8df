package conflict

import "faro.example/shared/tracing"

// familyTracing has the rules of tracing a family. Most steps stand beside each
// other; those that answer one question are values of one attribute: whether the
// minor consents, whether there is a risk, whether the Ministry takes a request
// on, who traces, what came of it, which report stands and how it reads in
// another language. A withdrawal ranks above any consent, whoever knew of it.
func familyTracing(put puts) {
	consent := []string{tracing.Consented{}.Kind(), tracing.Declined{}.Kind(), tracing.Withdrawn{}.Kind()}
	ones := []string{tracing.Assessed{}.Kind(), tracing.Received{}.Kind(), tracing.Entrusted{}.Kind(), tracing.Closed{}.Kind()}
	procedure := append([]string{
		tracing.Proposed{}.Kind(), tracing.Requested{}.Kind(), tracing.ClarificationAsked{}.Kind(), tracing.ClarificationAnswered{}.Kind(),
		tracing.Forwarded{}.Kind(), tracing.MinorInformed{}.Kind(),
	}, append(consent, ones...)...)
	put.each(procedure, procedure, "steps of a tracing", always(Both))
	put.each(consent, consent, "consent to a tracing", attribute)
	texts := []string{tracing.Reported{}.Kind(), tracing.Translated{}.Kind()}
	field := append([]string{tracing.Contacted{}.Kind()}, texts...)
	put.each(field, field, "steps of a tracing", always(Both))
	for _, kind := range append(ones, texts...) {
		put(kind, kind, "one answer in a tracing", attribute)
	}
}

package tracing

import (
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// ClarificationAsked states that one side asks another something, on the
// record's day: until it is answered the clock runs for the one who is asked.
type ClarificationAsked struct {
	Tracing ID         `json:"tracing"`
	By      Party      `json:"by"`
	To      Party      `json:"to"`
	Asks    minor.Text `json:"asks"`
}

// Kind names the kind of record.
func (ClarificationAsked) Kind() string { return "tracing.clarification-asked" }

// Validate fails with [fault.Invalid], naming the field.
func (b ClarificationAsked) Validate() error {
	if b.By == b.To {
		return fault.Field("to", "the one who asks", "say which other side is asked")
	}
	const words = "use asker, ministry, partner or interior"
	return first(
		of(b.Tracing, text{"asks", b.Asks, maxNote, "say what is asked"}),
		among("by", b.By, Parties(), words), among("to", b.To, Parties(), words),
	)
}

// ClarificationAnswered states what the answer is, on the record's day.
type ClarificationAnswered struct {
	Tracing  ID             `json:"tracing"`
	Question minor.RecordID `json:"question"`
	Says     minor.Text     `json:"says"`
}

// Kind names the kind of record.
func (ClarificationAnswered) Kind() string { return "tracing.clarification-answered" }

// Validate fails with [fault.Invalid], naming the field.
func (b ClarificationAnswered) Validate() error {
	return first(
		of(b.Tracing, text{"says", b.Says, maxNote, "say what the answer is"}),
		named("question", b.Question, "name the question that is answered"),
	)
}

package tracing

// Which gives the tracing that a body is a step of; zero of a proposal, which is
// one itself, and of what is no step.
func Which(body any) ID {
	if s, ok := body.(step); ok {
		return s.of()
	}
	return ID{}
}

// step is a body that names its tracing.
type step interface{ of() ID }

func (b Consented) of() ID             { return b.Tracing }
func (b Declined) of() ID              { return b.Tracing }
func (b Withdrawn) of() ID             { return b.Tracing }
func (b Assessed) of() ID              { return b.Tracing }
func (b Requested) of() ID             { return b.Tracing }
func (b Received) of() ID              { return b.Tracing }
func (b Entrusted) of() ID             { return b.Tracing }
func (b ClarificationAsked) of() ID    { return b.Tracing }
func (b ClarificationAnswered) of() ID { return b.Tracing }
func (b Contacted) of() ID             { return b.Tracing }
func (b Reported) of() ID              { return b.Tracing }
func (b Translated) of() ID            { return b.Tracing }
func (b Forwarded) of() ID             { return b.Tracing }
func (b MinorInformed) of() ID         { return b.Tracing }
func (b Closed) of() ID                { return b.Tracing }

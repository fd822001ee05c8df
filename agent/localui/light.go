package localui

import (
	"encoding/json"
	"net/http"
	"strings"

	"faro.example/agent/courier"
	"faro.example/agent/localdb"
	"faro.example/agent/outbox"
	"faro.example/shared/fault"
	"faro.example/shared/pages"
)

// state is how things are at one moment.
type state struct {
	counts outbox.Counts
	line   courier.Line
	point  outbox.Standpoint
	wrong  bool // this machine's clock is
}

func (v *visit) state() (s state, err error) {
	err = v.view(func(q localdb.Querier) (err error) {
		if s.counts, err = outbox.Count(v.ctx, q); err != nil {
			return err
		}
		if s.line, err = courier.FindLine(v.ctx, q); err != nil {
			return err
		}
		s.point, err = outbox.FindStandpoint(v.ctx, q)
		return err
	})
	s.wrong = s.point.ClockWrong(v.Now())
	return s, err
}

// tone is how grave it is.
func (s state) tone() pages.Tone {
	switch {
	case s.point.Stopped != "" || s.wrong || s.line.Kind == "unauthenticated":
		return pages.Bad
	case !s.line.Cut.IsZero() || s.counts.Refused > 0:
		return pages.Warning
	case s.counts.Unsent > 0:
		return pages.Neutral
	}
	return pages.Good
}

// sentence says it in one line: what waits, why, and what to do about it.
func (s state) sentence(v *visit) string {
	parts := []string{s.counted(v)}
	if why := s.hindered(v); why != "" {
		parts = append(parts, why)
	}
	if s.counts.Refused > 0 {
		parts = append(parts, v.say("light.refused", s.counts.Refused))
	}
	if s.wrong {
		parts = append(parts, v.say("light.clock"))
	}
	return strings.Join(parts, ", ")
}

func (s state) counted(v *visit) string {
	switch c := s.counts; {
	case c.Unsent > 0:
		return v.say("light.wait", c.Unsent)
	case c.Taken == 0 && c.Refused == 0:
		return v.say("light.nothing")
	case c.Refused > 0:
		return v.say("light.some", c.Taken)
	}
	return v.say("light.all", s.counts.Taken)
}

func (s state) hindered(v *visit) string {
	since := v.kit.Since(v.lang, s.line.Cut, v.Now())
	cut := !s.line.Cut.IsZero()
	switch {
	case s.point.Stopped != "":
		return v.say("light.stopped")
	case cut && s.line.Kind == "unauthenticated":
		return v.say("light.unknown", since)
	case cut && s.line.Kind == "line":
		return v.say("light.line", since)
	case cut && s.line.Kind == "busy":
		return v.say("light.busy", since)
	case cut:
		return v.say("light.answer", since)
	case s.counts.Unsent > 0:
		return v.say("light.going")
	}
	return ""
}

// lightNow gives the light to the page's script: how things are, and nobody; to
// Today also what stands for what it would show now.
func (v *visit) lightNow() error {
	s, err := v.state()
	if err != nil {
		return err
	}
	now := map[string]string{"text": s.sentence(v), "tone": string(s.tone())}
	if v.r.URL.Query().Has("today") {
		if d, err := v.readDay(); err == nil {
			now["shown"] = v.digest(d)
		} else if !fault.Is(err, fault.Denied) { // a replica that is locked shows nothing new
			return err
		}
	}
	b, err := json.Marshal(now)
	if err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "application/json")
	v.w.WriteHeader(http.StatusOK)
	v.write(v.w, b)
	return nil
}

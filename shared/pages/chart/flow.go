package chart

import (
	"fmt"
	"strconv"
	"strings"

	"faro.example/shared/pages"
)

// Mark says how far a procedure has come at one of its steps.
type Mark int

// The marks. Unmarked is of a procedure that is drawn for nobody in particular.
const (
	Unmarked Mark = iota
	Done
	Here    // the step that somebody has to take now
	Ahead   // still to come
	Skipped // it was not gone, and is not to come any more
)

// Stage is one step of a procedure.
type Stage struct {
	Label string
	Lane  int    // who takes it: a place in the list of parties
	More  string // what else there is to say of it, in the twin alone
	Note  string // when it was done, or until when it is to be done
	Mark  Mark
}

// The measures of a procedure, in its own units. It is narrower than the other
// pictures, so that it is read on the screen of a telephone.
const (
	flowWide  = 320
	flowLane  = 23 // of one party
	flowHead  = 80 // for the parties' names, which stand aslant
	flowRound = 10 // of the mark of a step
	flowLine  = 17 // of text
	flowRow   = 14 // between steps
	flowChars = 26 // that fit into a line of text
)

// Flow draws a procedure from above to below: a lane for each party, a mark for
// each step in the lane of who takes it, its words beside it. The twin is the
// same steps as a list.
func Flow(f Frame, parties []string, stages []Stage) Figure {
	if len(stages) == 0 {
		return f.figure(nil, 0, 0, f.steps(parties, stages))
	}
	d := &drawing{}
	foot := flowHead
	rows := make([]int, len(stages))
	for i, s := range stages {
		rows[i] = foot + flowRound
		foot += flowLine*len(s.lines(f, parties)) + flowRow
	}
	d.lanes(parties, foot)
	for i := 1; i < len(stages); i++ {
		d.way(stages[i-1].Lane, rows[i-1], stages[i], rows[i])
	}
	for i, s := range stages {
		d.stage(f, s, i+1, rows[i], parties)
	}
	out := f.figure(d, flowWide, foot, f.steps(parties, stages))
	out.Narrow = true
	return out
}

// laneAt is where a lane runs.
func laneAt(lane int) int { return flowRound + 3 + lane*flowLane }

// lanes draws the lanes and names them.
func (d *drawing) lanes(parties []string, foot int) {
	for i, who := range parties {
		x := laneAt(i)
		d.put(`<path d="M%d %dV%d" stroke="%s" stroke-width="1" stroke-dasharray="2 3"></path>`, x, flowHead-6, foot, line)
		d.put(`<text x="%d" y="%d" font-size="12" fill="%s" transform="rotate(-50 %d %d)">%s</text>`, x-2, flowHead-12, soft, x-2, flowHead-12, escape(who))
	}
}

// way draws the line from one step to the next.
func (d *drawing) way(from, y int, to Stage, toY int) {
	dash := ""
	if to.Mark == Ahead || to.Mark == Skipped {
		dash = ` stroke-dasharray="4 3"`
	}
	x, toX := laneAt(from), laneAt(to.Lane)
	bend := toY - flowRound - 5
	d.put(`<path d="M%d %dV%dH%dV%d" fill="none" stroke="%s" stroke-width="2"%s></path>`, x, y+flowRound, bend, toX, toY-flowRound, edge, dash)
}

// stage draws a step: what is done has a tick, what is to come its number, the
// present one is filled and framed, and says so.
func (d *drawing) stage(f Frame, s Stage, n, y int, parties []string) {
	x, left := laneAt(s.Lane), laneAt(len(parties)-1)+flowRound+12
	lines := s.lines(f, parties)
	fill, stroke, text, weight := "#fff", edge, ink, ""
	switch s.Mark {
	case Here:
		fill, stroke, text, weight = "#b8400a", "#b8400a", "#fff", ` font-weight="700"`
		d.put(`<rect x="%d" y="%d" width="%d" height="%d" rx="4" fill="#fff4e5" stroke="#b8400a" stroke-width="1.5"></rect>`, left-7, y-flowRound-5, flowWide-left+6, flowLine*len(lines)+8)
	case Done:
		fill, stroke, text = blue, blue, "#fff"
	}
	d.put(`<circle cx="%d" cy="%d" r="%d" fill="%s" stroke="%s" stroke-width="2"></circle>`, x, y, flowRound, fill, stroke)
	switch s.Mark {
	case Done:
		d.put(`<path d="M%d %dl3 4l6 -8" fill="none" stroke="#fff" stroke-width="2"></path>`, x-5, y)
	case Skipped:
		d.put(`<path d="M%d %dh8" stroke="%s" stroke-width="2"></path>`, x-4, y, edge)
	default:
		d.put(`<text x="%d" y="%d" text-anchor="middle" font-size="12" fill="%s">%s</text>`, x, y+4, text, strconv.Itoa(n))
	}
	for i, words := range lines {
		size, colour, bold := 13, ink, weight
		if i >= len(wrapped(s.Label)) {
			size, colour, bold = 12, soft, ""
		}
		d.put(`<text x="%d" y="%d" font-size="%d" fill="%s"%s>%s</text>`, left, y+4+i*flowLine, size, colour, bold, escape(words))
	}
}

// lines are the words beside a step: what it is, and below it who takes it and
// how it stands.
func (s Stage) lines(f Frame, parties []string) []string {
	under := parties[s.Lane]
	if s.Mark == Here || s.Note != "" {
		under += " · " + s.stands(f.Lang)
	}
	return append(wrapped(s.Label), wrapped(under)...)
}

// stands says how a step stands.
func (s Stage) stands(l pages.Lang) string {
	said := marks(l)[s.Mark]
	switch {
	case s.Note == "":
		return said
	case s.Mark == Here:
		return fmt.Sprintf("%s, %s", said, s.Note)
	}
	return s.Note
}

// marks are what the marks are called.
func marks(l pages.Lang) map[Mark]string {
	if l == pages.English {
		return map[Mark]string{Done: "done", Here: "now", Ahead: "to come", Skipped: "not gone through"}
	}
	return map[Mark]string{Done: "fatto", Here: "adesso", Ahead: "da fare", Skipped: "non avvenuto"}
}

// wrapped breaks words into lines that fit beside the lanes.
func wrapped(text string) (out []string) {
	line := ""
	for _, word := range strings.Fields(text) {
		switch {
		case line == "":
			line = word
		case len([]rune(line))+1+len([]rune(word)) > flowChars:
			out = append(out, line)
			line = word
		default:
			line += " " + word
		}
	}
	return append(out, line)
}

// steps is the twin of a procedure: its steps in order, who takes each, and of a
// procedure under way how each stands.
func (f Frame) steps(parties []string, stages []Stage) pages.Table {
	head, marked := stepHeads(f.Lang), false
	for _, s := range stages {
		marked = marked || s.Mark != Unmarked
	}
	t := pages.Table{Caption: f.Title, Head: []pages.Cell{{Text: f.Label}, {Text: f.Value}}}
	if marked {
		t.Head = append(t.Head, pages.Cell{Text: head})
	}
	for i, s := range stages {
		row := []pages.Cell{{Text: fmt.Sprintf("%d. %s", i+1, s.Label), Note: s.More}, {Text: parties[s.Lane]}}
		if marked {
			stands := pages.Cell{Text: marks(f.Lang)[s.Mark], Note: s.Note}
			if s.Mark == Here {
				stands.Tone = pages.Warning
			}
			row = append(row, stands)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func stepHeads(l pages.Lang) string {
	if l == pages.English {
		return "How it stands"
	}
	return "Come sta"
}

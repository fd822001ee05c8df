package webui

import (
	"slices"

	"faro.example/shared/casefile"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/pages"
	"faro.example/shared/placement"
)

// atPlace is a form about where the child is now: it asks for the day and a few
// more fields, and speaks for the structure where it can.
func (w *writing) atPlace(more ...pages.Field) []pages.Field {
	return append([]pages.Field{w.onField()}, more...)
}

func presenceForms() []form { return slices.Concat(movingForms(), stayingForms(), keptForms()) }

func movingForms() []form {
	const present, away = casefile.Present, casefile.InTransit
	return []form{
		{name: "placement-began", group: "presence", body: placement.Began{},
			ask: func(w *writing) []pages.Field {
				return w.atPlace(w.place("at", ""), w.text("bed", "", false, 40), w.exception())
			},
			say: func(w *writing) []saying {
				at := w.placeOf("at")
				return w.one(placement.Began{At: at, Bed: w.said("bed").Reveal(), Reason: w.said("why")}, w.speaks(at))
			}},
		{name: "transfer-departed", group: "presence", body: movement.Departed{}, fits: is(present),
			ask: func(w *writing) []pages.Field { return w.atPlace(w.place("to", ""), w.exception()) },
			say: func(w *writing) []saying {
				from := w.still().At
				return w.one(movement.Departed{From: from, To: w.placeOf("to"), Reason: w.said("why")}, w.speaks(from))
			}},
		{name: "transfer-arrived", group: "presence", body: movement.Arrived{},
			ask: func(w *writing) []pages.Field {
				first := ""
				if s, ok := w.f.here(away); ok {
					first = w.code(s.At)
				}
				return w.atPlace(w.place("at", first))
			},
			say: func(w *writing) []saying {
				body := movement.Arrived{At: w.placeOf("at")}
				if s, ok := w.f.here(away); ok && !s.From.IsZero() {
					body.From = &s.From
				}
				return w.one(body, w.speaks(body.At))
			}},
		{name: "transfer-refused", group: "presence", body: movement.Refused{}, fits: is(away),
			ask: func(w *writing) []pages.Field { return w.atPlace(w.area("reason", true)) },
			say: func(w *writing) []saying {
				s := w.still()
				return w.one(movement.Refused{From: s.From, To: s.At, Reason: w.needed("reason")}, w.speaks(s.At))
			}},
		{name: "transfer-withdrawn", group: "presence", body: movement.Withdrawn{}, fits: is(away),
			ask: func(w *writing) []pages.Field { return w.atPlace(w.area("reason", true)) },
			say: func(w *writing) []saying {
				s := w.still()
				return w.one(movement.Withdrawn{From: s.From, To: s.At, Reason: w.needed("reason")}, w.speaks(s.From))
			}},
	}
}

func stayingForms() []form {
	const present, missing = casefile.Present, casefile.Missing
	return []form{
		{name: "absence-reported", group: "presence", body: movement.AbsenceReported{}, fits: is(present), grave: true,
			ask: func(w *writing) []pages.Field { return w.atPlace(w.text("report", "", false, 100)) },
			say: func(w *writing) []saying {
				from := w.still().At
				return w.one(movement.AbsenceReported{From: from, Report: w.said("report").Reveal()}, w.speaks(from))
			}},
		{name: "absence-ended", group: "presence", body: movement.AbsenceEnded{}, fits: is(missing),
			ask: func(w *writing) []pages.Field {
				at := w.place("at", w.code(w.still().At))
				at.Required = false
				return w.atPlace(at)
			},
			say: func(w *writing) []saying {
				var body movement.AbsenceEnded
				where := w.still().At
				if w.v.field("at") != "" {
					where = w.placeOf("at")
					body.At = &where
				}
				return w.one(body, w.speaks(where))
			}},
		{name: "presence-confirmed", group: "presence", body: placement.Confirmed{}, fits: is(present),
			ask: func(w *writing) []pages.Field {
				return []pages.Field{w.day("from", ""), w.day("to-day", pages.ShortDate(w.v.today()))}
			},
			say: func(w *writing) []saying {
				at := w.still().At
				body := placement.Confirmed{At: at, Days: day.Span{From: w.dayOf("from")}}
				if last := w.dayOf("to-day"); !last.IsZero() {
					body.Days.Until = last.Add(1)
				}
				return w.one(body, w.speaks(at))
			}},
		{name: "placement-ended", group: "presence", body: placement.Ended{}, fits: is(present), grave: true,
			ask: func(w *writing) []pages.Field { return w.atPlace(w.area("reason", false)) },
			say: func(w *writing) []saying {
				at := w.still().At
				return w.one(placement.Ended{At: at, Reason: w.said("reason")}, w.speaks(at))
			}},
		{name: "exit", group: "presence", body: movement.ExitRecorded{}, fits: func(f *file) bool { return !f.left() }, grave: true,
			ask: func(w *writing) []pages.Field {
				return w.atPlace(w.list("exit", "exit", "", true, exitWords()...))
			},
			say: func(w *writing) []saying {
				return w.one(movement.ExitRecorded{Reason: movement.Reason(w.needed("exit").Reveal())}, w.v.as.ID)
			}},
	}
}

// arrivalForm registers a child for a structure that has no agent, or for the
// reader's own office.
func arrivalForm() form {
	return form{name: "arrival", group: "presence", body: minor.Registered{}, alone: true,
		ask: func(w *writing) []pages.Field {
			fields := []pages.Field{w.onField(), w.structures("at"), w.text("tag", "", false, 40),
				w.list("mode", "mode", "found", true, "found", "landing"), w.text("place-found", "", false, 200)}
			return append(fields, w.whoFields()...)
		},
		say: func(w *writing) []saying {
			at := w.structureOf("at")
			office := w.v.as.ID
			if !at.IsZero() {
				office = w.speaks(at)
			}
			tag := w.said("tag")
			if tag == "" {
				tag = minor.Text("R-" + w.given.Minor.String()[24:]) // a registration has a code or a tag; the registry states the code
			}
			out := []saying{{body: minor.Registered{Tag: tag}, office: office}}
			found := minor.Found{Mode: minor.Mode(w.v.field("mode")), Place: w.said("place-found").Reveal()}
			if found.Mode == minor.ByFinding {
				found.Setting = minor.Inside
			} else {
				found.Landing = w.landing(found.Place)
			}
			out = append(out, saying{body: found, office: office})
			if who := w.identity(); len(who.Claims()) > 0 {
				out = append(out, saying{body: who, office: office})
			}
			if !at.IsZero() {
				out = append(out, saying{body: placement.Began{At: at}, office: office})
			}
			return w.checked(out...)
		}}
}

// landing is the landing that a child came with; one child's is its own.
func (w *writing) landing(place string) *minor.Landing {
	if place == "" {
		w.bad("place-found", "field.missing")
	}
	return &minor.Landing{ID: minor.LandingID(w.given.Minor), On: w.on(), Place: place}
}

// structures is a field of the structures that the reader writes for.
func (w *writing) structures(name string) pages.Field {
	f := w.list(name, "", "", false)
	f.Hint = w.v.say("unattended.hint")
	list, err := w.v.desk.Directory.Unattended(w.v.ctx, w.v.who)
	if err != nil {
		w.bad(name, "place.bad")
		return f
	}
	for _, s := range list {
		f.Options = append(f.Options, pages.Option{Value: s.Code, Text: s.Name + " (" + s.Code + "), " + w.v.town(s.Municipality)})
	}
	return f
}

// structureOf is the structure chosen; none for a child at no structure.
func (w *writing) structureOf(name string) facility.Place {
	if w.v.field(name) == "" {
		return facility.Place{}
	}
	return w.placeOf(name)
}

// exception asks why children of one family are parted, or places exceeded:
// without it the registry refuses either.
func (w *writing) exception() pages.Field {
	f := w.area("why", false)
	f.Hint = w.v.say("exception.hint")
	return f
}

// keptForms keep a place for a child, and give it up again.
func keptForms() []form {
	return []form{
		{name: "place-reserved", group: "presence", body: placement.Reserved{}, fits: func(f *file) bool { return !f.left() },
			ask: func(w *writing) []pages.Field {
				return w.atPlace(w.place("at", ""), w.dayIf("until"), w.exception())
			},
			say: func(w *writing) []saying {
				body := placement.Reserved{At: w.placeOf("at"), Reason: w.said("why")}
				if w.v.field("until") != "" {
					if last := w.dayOf("until"); !last.IsZero() {
						body.Until = last.Add(1)
					}
				}
				return w.one(body, w.speaks(body.At))
			}},
		{name: "place-released", group: "presence", body: placement.Released{}, fits: func(f *file) bool { return len(f.kept()) > 0 },
			ask: func(w *writing) []pages.Field {
				which := w.list("kept", "", "", true)
				for _, r := range w.f.kept() {
					which.Options = append(which.Options, pages.Option{Value: r.At.Key(), Text: w.f.names.place(w.v, r.At).Text})
				}
				return w.atPlace(which, w.area("reason", false))
			},
			say: func(w *writing) []saying {
				kept := w.f.kept()
				i := slices.IndexFunc(kept, func(r casefile.Reservation) bool { return r.At.Key() == w.v.field("kept") })
				if i < 0 {
					w.bad("kept", "field.missing")
					return nil
				}
				return w.one(placement.Released{At: kept[i].At, Reason: w.said("reason")}, w.speaks(kept[i].At))
			}},
	}
}

// kept are the places that are kept for the child today.
func (f *file) kept() []casefile.Reservation {
	return slices.DeleteFunc(slices.Clone(f.Presence.Reserved), func(r casefile.Reservation) bool { return !r.Span.Contains(f.v.today()) })
}

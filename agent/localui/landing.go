package localui

import (
	"net/http"
	"slices"

	"faro.example/agent/localdb"
	"faro.example/agent/replica"
	"faro.example/shared/casefile"
	"faro.example/shared/minor"
	"faro.example/shared/pages"
)

// landingBody sums up one landing.
type landingBody struct {
	Name     string
	Count    string
	Sent     string
	Charts   []pages.Chart
	Children pages.Table
}

// landing sums up the children of a landing who are known here.
func (v *visit) landing() error {
	which, err := pathID[minor.LandingID](v, "landing")
	if err != nil {
		return err
	}
	var l replica.Landing
	var all []replica.Held
	err = v.view(func(q localdb.Querier) (err error) {
		if l, err = v.Replica.FindLanding(v.ctx, q, which); err != nil {
			return err
		}
		all, err = v.children(q)
		return err
	})
	if err != nil {
		return err
	}
	if err := v.look("landing", slices.Clone(l.Minors)); err != nil {
		return err
	}
	all = slices.DeleteFunc(all, func(h replica.Held) bool { return !slices.Contains(l.Minors, h.File.Minor) })
	body := landingBody{Name: v.say("landing.name", l.Place, pages.Date(v.lang, l.On)), Count: v.say("landing.count", l.Children), Sent: v.say("landing.sent")}
	if l.Unsent > 0 {
		body.Sent = v.say("landing.unsent", l.Unsent)
	}
	body.Charts = []pages.Chart{
		v.tallies("landing.sex", l.Sex, func(s string) string { return v.say("sex." + s) }),
		v.tallies("landing.age", l.Age, v.band),
		v.tallies("landing.country", l.Citizenship, v.tallyCountry),
	}
	body.Children = v.childTable("today.here", all, func(f *casefile.File) pages.Cell {
		return pages.Cell{Text: v.say("do.see"), Href: "/children/" + f.Minor.String(), For: v.childName(f)}
	})
	body.Children.Caption = v.say("saved.children")
	p := v.page("landing")
	p.Body = body
	return v.show(http.StatusOK, p)
}

// tallies draws what was counted.
func (v *visit) tallies(title string, tallies []replica.Tally, word func(string) string) pages.Chart {
	var bars []pages.Bar
	for _, t := range tallies {
		bars = append(bars, pages.Bar{Label: word(t.Value), N: t.Children})
	}
	return pages.NewChart(v.lang, v.say(title), bars)
}

func (v *visit) band(b string) string {
	if word := "band." + b; v.kit.Knows(word) {
		return v.say(word)
	}
	return b
}

func (v *visit) tallyCountry(c string) string {
	if c == replica.Unknown {
		return v.say("unknown")
	}
	return v.country(minor.Country(c))
}

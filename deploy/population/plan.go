package population

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
)

const (
	leastHistory = 30   // days between Since and the first end of a history
	longestStay  = 2000 // days; a child of seven has lived longer
)

// plan decides for each child fate, citizenship, sex, where it is or was last,
// and how long it stayed.
func (n *Nation) plan() {
	o, d := n.Options, roll(n.Seed, "plan", 0)
	moving := min(o.Present/200, o.Children-o.Present)
	missing := (o.Children - o.Present - moving) * missingShare / 1000
	n.Minors = make([]Minor, o.Children)
	fates := spread(d, []int{o.Present, moving, missing, o.Children - o.Present - moving - missing})
	var groups [2][]int // those present, and the others
	for i := range n.Minors {
		n.Minors[i].Fate = Fate(fates[i])
		g := min(fates[i], 1)
		groups[g] = append(groups[g], i)
	}
	for g, group := range groups {
		n.citizens(roll(n.Seed, "citizenship", g), group)
		n.house(roll(n.Seed, "house", g), group)
	}
	n.leave(d)
	for i := range n.Minors {
		n.enter(roll(n.Seed, "enter", i), &n.Minors[i])
		n.Minors[i].person, n.Minors[i].again = i, -1
	}
	n.pair(roll(n.Seed, "pair", 0))
}

// citizens parts a group by citizenship, and each of them by sex.
func (n *Nation) citizens(d dice, group []int) {
	if len(group) == 0 {
		return
	}
	shares := spread(d, apportion(len(group), n.countries, func(c country) int { return c.weight }))
	of := make([][]int, len(n.countries))
	for k, i := range group {
		of[shares[k]] = append(of[shares[k]], i)
	}
	girls := d.IntN(1000) // carried on, so that small groups lose no girls
	for c, children := range of {
		for _, i := range children {
			m := &n.Minors[i]
			m.country, m.Citizenship, m.Sex = c, n.countries[c].code, minor.Male
			if girls += n.countries[c].girls; girls >= 1000 {
				girls -= 1000
				m.Sex = minor.Female
			}
		}
	}
}

// house gives each child of a group a region, so that each region has its
// share, and a structure there.
func (n *Nation) house(d dice, group []int) {
	if len(group) == 0 {
		return
	}
	left := apportion(len(group), n.regions, func(r regionShare) int { return r.share })
	order := slices.Clone(group)
	slices.SortStableFunc(order, func(a, b int) int { // those from Ukraine choose first
		return cmp.Compare(n.ukrainian(b), n.ukrainian(a))
	})
	places := make([]int, len(n.regions))
	for i := range places {
		places[i] = i
	}
	for _, i := range order {
		m := &n.Minors[i]
		r := weighted(d, places, func(r int) int {
			if n.ukrainian(i) == 1 {
				return left[r] * n.regions[r].ukraine
			}
			return left[r]
		})
		left[r]--
		m.region = n.regions[r].code
		m.Structure = n.lodge(d, m, m.region)
	}
}

func (n *Nation) ukrainian(i int) int {
	if n.Minors[i].Citizenship == "UA" {
		return 1
	}
	return 0
}

// lodge chooses a structure of a region for a child, of the type that children
// like it live in; -1 for a few of those who live with a family.
func (n *Nation) lodge(d dice, m *Minor, region string) int {
	want := reception()[weighted(d, reception(), func(t typeShare) int { return t.share })].kind
	if d.chance(10 * n.countries[m.country].family) {
		want = facility.Family
		if d.chance(byWordsShare * 5) { // a fifth of children live with families
			return -1
		}
	}
	return n.structure(d, region, want)
}

// structure gives a structure of a region, of the type wanted or else of the
// nearest kind that it has; every region has one for second reception.
func (n *Nation) structure(d dice, region string, want facility.Type) int {
	if of := n.within[region][want]; len(of) > 0 {
		return one(d, of)
	}
	return one(d, n.within[region][facility.Second])
}

// leave gives those who are no longer present the day and the reason. Those
// who come of age leave on their birthday, which for those who bear 1 January
// is the same for all.
func (n *Nation) leave(d dice) {
	var left []int
	for i := range n.Minors {
		m := &n.Minors[i]
		switch m.Fate {
		case InTransit:
			m.End = n.Options.Today.Add(-d.IntN(2))
		case Missing:
			m.End = n.day(d)
		case Left:
			left = append(left, i)
			m.End = n.day(d)
		}
	}
	if len(left) == 0 {
		return
	}
	reasons := spread(d, apportion(len(left), exits(), func(e exitShare) int { return e.share }))
	for k, i := range left {
		m := &n.Minors[i]
		m.reason = exits()[reasons[k]].reason
		if m.reason == movement.Majority {
			n.comeOfAge(d, m)
		}
	}
}

// comeOfAge sets the day on which a child turns eighteen: any, or 1 January.
func (n *Nation) comeOfAge(d dice, m *Minor) {
	y, month, date := m.End.Civil()
	if first := day.Of(y, time.January, 1); n.awaits(d, m) && first.Sub(n.Options.Since) >= leastHistory {
		m.End, m.Birth.Provenance = first, minor.Presumed
	} else if month == time.February && date == 29 {
		m.End = m.End.Add(-1) // nobody turned eighteen on that day
	}
}

// day gives a day far enough from the beginning for something to precede it,
// more often in years in which more children were there.
func (n *Nation) day(d dice) day.Date {
	for {
		on := n.Options.Since.Add(d.between(leastHistory, n.Options.Today.Sub(n.Options.Since)))
		if year, _, _ := on.Civil(); d.IntN(mostStock) < stockOf(year) {
			return on
		}
	}
}

// awaits reports whether a child awaits identification: not those who come
// with papers.
func (n *Nation) awaits(d dice, m *Minor) bool {
	return !papers(m.Citizenship) && d.chance(presumedShare)
}

// papers reports whether children of a citizenship mostly have documents.
func papers(c minor.Country) bool { return c == "UA" || c == "AL" || c == "XK" }

// enter decides when the child was found: as long before its end, or today, as
// children of that citizenship stay.
func (n *Nation) enter(d dice, m *Minor) {
	until := n.Options.Today
	if m.Fate != Present {
		until = m.End.Add(-1)
	}
	room := until.Sub(n.Options.Since)
	stay := min(d.wait(n.countries[m.country].days), longestStay)
	if stay > room {
		stay = d.between(0, room)
	}
	m.Entry = until.Add(-stay)
	m.Landing = -1
	if m.Structure >= 0 && d.IntN(100) < n.countries[m.country].landed {
		m.Landing = 0 // which one is for land to say
		m.Entry = n.season(d, m.Entry, until)
	}
}

// season moves an entry by sea to a month near it in which more arrive.
func (n *Nation) season(d dice, entry, until day.Date) day.Date {
	weights := landingMonths()
	_, month, _ := entry.Civil()
	if d.IntN(slices.Max(weights)) < weights[month-1] {
		return entry
	}
	moved := entry.Add(-d.between(1, 120))
	if moved.Before(n.Options.Since) || !moved.Before(until) {
		return entry
	}
	return moved
}

// land groups the children who came by sea into landings: of each region's
// share, by day, some tens or hundreds at a time.
func (n *Nation) land() error {
	d := roll(n.Seed, "land", 0)
	var sea []int
	for i := range n.Minors {
		if n.Minors[i].Landing >= 0 {
			sea = append(sea, i)
		}
	}
	slices.SortStableFunc(sea, func(a, b int) int { return n.Minors[a].Entry.Compare(n.Minors[b].Entry) })
	for len(sea) > 0 {
		first := n.Minors[sea[0]].Entry
		size := 0
		for most := n.boatload(d); size < min(most, len(sea)) && n.Minors[sea[size]].Entry.Sub(first) <= 10; size++ {
			m := &n.Minors[sea[size]]
			m.Entry, m.Landing = first, len(n.Landings)
		}
		if err := n.addLanding(d, first); err != nil {
			return err
		}
		sea = sea[size:]
	}
	return nil
}

// boatload gives how many children come at once.
func (n *Nation) boatload(d dice) int {
	switch k := d.IntN(100); {
	case k < 60:
		return d.between(2, 15)
	case k < 95:
		return d.between(16, 50)
	}
	return d.between(51, 150)
}

func (n *Nation) addLanding(d dice, on day.Date) error {
	r := weighted(d, n.regions, func(r regionShare) int { return r.landings })
	ports := portsOf(n.regions[r].code)
	p := ports[weighted(d, ports, func(p port) int { return p.share })]
	town, err := n.Options.Places.FindMunicipality(p.town, p.province)
	if err != nil {
		return fmt.Errorf("port %s (%s): %w", p.town, p.province, err)
	}
	i := len(n.Landings)
	n.ports, n.portTown = append(n.ports, n.regions[r].code), append(n.portTown, town.Istat)
	n.Landings = append(n.Landings, minor.Landing{
		ID: minor.LandingID(made(n.Seed, "landing", i, on)), On: on, Place: town.Name, Vessel: one(d, vessels()),
	})
	return nil
}

// vessels name boats and ships: no real one is meant.
func vessels() []string {
	return []string{
		"barca in legno", "barca in ferro", "gommone", "barca in vetroresina", "motovedetta", "nave Altair (dimostrativa)",
		"nave Vega (dimostrativa)", "nave Rigel (dimostrativa)", "peschereccio", "veliero",
	}
}

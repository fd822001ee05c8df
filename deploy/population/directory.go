package population

import (
	"fmt"
	"slices"
	"strings"

	"faro.example/shared/access"
	"faro.example/shared/facility"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/reference"
)

// build makes the directory: the structures, the bodies that run them, and the
// institutions of the places where they stand.
func (n *Nation) build() error {
	n.found("MIN", "Ministero del Lavoro e delle Politiche Sociali (dimostrativo)", institution.Ministry, "", nil)
	parts := apportion(n.Options.Structures-len(n.regions), n.regions, func(r regionShare) int { return r.share })
	towns := n.towns()
	for i, r := range n.regions {
		if err := n.buildRegion(r.code, parts[i]+1, towns); err != nil {
			return err
		}
	}
	n.oversee(towns)
	return nil
}

// towns gives the municipalities of each province, its capital first.
func (n *Nation) towns() map[string][]reference.Municipality {
	out := map[string][]reference.Municipality{}
	for _, m := range n.Options.Places.Municipalities() {
		out[m.Province] = append(out[m.Province], m)
	}
	for _, p := range n.Options.Places.Provinces() {
		capital, err := n.Options.Places.FindMunicipality(capitalOf(p), p.Code)
		if i := slices.Index(out[p.Code], capital); err == nil && i > 0 {
			out[p.Code] = slices.Insert(slices.Delete(out[p.Code], i, i+1), 0, capital)
		}
	}
	return out
}

// capitalOf gives the name of a province's capital: that of the province, or
// its first part.
func capitalOf(p reference.Province) string {
	switch p.Code {
	case "RC":
		return "Reggio di Calabria"
	case "RE":
		return "Reggio nell'Emilia"
	case "SU":
		return "Carbonia"
	case "VB":
		return "Verbania"
	}
	name, _, _ := strings.Cut(p.Name, "-")
	name, _, _ = strings.Cut(name, " e ")
	return name
}

// buildRegion makes the structures of a region, province by province in turn.
func (n *Nation) buildRegion(region string, count int, towns map[string][]reference.Municipality) error {
	d := roll(n.Seed, "region "+region, 0)
	var provinces []string
	for _, p := range n.Options.Places.Provinces() {
		if p.Region == region && len(towns[p.Code]) > 0 {
			provinces = append(provinces, p.Code)
		}
	}
	if len(provinces) == 0 {
		return fmt.Errorf("region %s has no municipality", region)
	}
	d.Shuffle(len(provinces), func(i, j int) { provinces[i], provinces[j] = provinces[j], provinces[i] })
	n.within[region] = map[facility.Type][]int{}
	for i := range count {
		p := provinces[i%len(provinces)]
		town := towns[p][0]
		if d.chance(400) {
			town = one(d, towns[p])
		}
		n.buildStructure(d, region, town, typeOf(i))
	}
	return nil
}

// typeOf gives the type of the i-th structure of a region, so that even a
// small region can house most children.
func typeOf(i int) facility.Type {
	return []facility.Type{
		facility.Second, facility.First, facility.Family, facility.Second, facility.First,
		facility.Second, facility.Temporary, facility.Second,
	}[i%8]
}

func (n *Nation) buildStructure(d dice, region string, town reference.Municipality, t facility.Type) {
	i := len(n.Structures)
	number := 1
	for _, p := range n.province {
		if p == town.Province {
			number++
		}
	}
	name := map[facility.Type]string{
		facility.First: "Centro di prima accoglienza", facility.Second: "Comunità", facility.Temporary: "Struttura temporanea",
		facility.Family: "Rete di famiglie",
	}[t]
	n.Structures = append(n.Structures, facility.Structure{
		ID:           facility.ID(made(n.Seed, "structure", i, n.Options.Since)),
		Code:         fmt.Sprintf("%s-%02d", town.Province, number),
		Name:         fmt.Sprintf("%s %s, %s", name, one(d, plants()), italian(town.Name)),
		Type:         t,
		Municipality: town.Istat,
		Body:         one(d, bodies()),
	})
	n.region = append(n.region, region)
	n.province = append(n.province, town.Province)
	n.within[region][t] = append(n.within[region][t], i)
	n.service(town)
}

// italian gives the Italian one of two official names.
func italian(town string) string {
	name, _, _ := strings.Cut(town, "/")
	return name
}

// servicesOf begins the name of a municipality's social services.
const servicesOf = "Servizi sociali del Comune di "

// service makes the social services of a municipality, once.
func (n *Nation) service(town reference.Municipality) int {
	if i, ok := n.services[town.Istat]; ok {
		return i
	}
	i := n.found("SS-"+town.Istat, servicesOf+italian(town.Name), institution.Municipality,
		town.Province, []string{town.Istat})
	n.services[town.Istat] = i
	return i
}

// found adds an institution.
func (n *Nation) found(code, name string, k institution.Kind, province string, territory []string) int {
	i := len(n.Institutions)
	it := institution.Institution{
		ID: institution.ID(made(n.Seed, "institution", i, n.Options.Since)), Code: code, Name: name, Kind: k, Territory: territory,
	}
	n.Institutions = append(n.Institutions, it)
	n.seat[it.ID] = province
	return i
}

// oversee adds the prefecture and the police of each province that has a
// structure, the juvenile courts and their prosecutors, the regions, and who
// works for the whole country.
func (n *Nation) oversee(towns map[string][]reference.Municipality) {
	codes := func(provinces ...string) []string {
		var out []string
		for _, p := range provinces {
			for _, m := range towns[p] {
				out = append(out, m.Istat)
			}
		}
		slices.Sort(out)
		return out
	}
	used := slices.Clone(n.province)
	slices.Sort(used)
	used = slices.Compact(used)
	for _, p := range used {
		n.found("PREF-"+p, "Prefettura di "+italian(towns[p][0].Name), institution.Prefecture, p, codes(p))
	}
	for _, c := range courts() {
		provinces := strings.Fields(c.provinces)
		territory := codes(provinces...)
		court := n.found("TM-"+provinces[0], "Tribunale per i minorenni di "+c.seat, institution.Court, provinces[0], territory)
		for _, p := range provinces {
			n.courts[p] = court
		}
		n.found("PM-"+provinces[0], "Procura presso il Tribunale per i minorenni di "+c.seat, institution.Prosecutor, provinces[0], territory)
	}
	for _, p := range used {
		n.found("QU-"+p, "Questura di "+italian(towns[p][0].Name), institution.Police, p, codes(p))
	}
	n.regional(codes)
	n.found("INT", "Ministero dell'Interno, Dipartimento per le libertà civili e l'immigrazione (dimostrativo)", institution.Interior, "", nil)
	n.found("FAM", "Dipartimento per le politiche della famiglia (dimostrativo)", institution.FamilyDepartment, "", nil)
	partner := n.found("IF", "Partner per le indagini familiari (dimostrativo)", institution.TracingPartner, "", nil)
	for _, m := range [][2]string{{"IF-EG", "Egitto"}, {"IF-TN", "Tunisia"}, {"IF-GN", "Guinea"}} {
		i := n.found(m[0], "Missione in "+m[1]+" (dimostrativa)", institution.TracingPartner, "", nil)
		n.Institutions[i].Parent = n.Institutions[partner].ID
	}
}

// regional adds the regions in which a structure stands.
func (n *Nation) regional(codes func(provinces ...string) []string) {
	for _, r := range n.Options.Places.Regions() {
		var provinces []string
		for _, p := range n.Options.Places.Provinces() {
			if p.Region == r.Code {
				provinces = append(provinces, p.Code)
			}
		}
		if slices.ContainsFunc(provinces, func(p string) bool { return slices.Contains(n.province, p) }) {
			n.found("REG-"+r.Code, "Regione "+italian(r.Name), institution.Region, provinces[0], codes(provinces...))
		}
	}
}

// people gives each office its staff. Their names say that they are made up.
func (n *Nation) people() {
	for _, s := range n.Structures {
		n.employ(institution.OfficeOf(s.ID), access.Centre, 2)
	}
	for k, i := range n.Institutions {
		office := institution.Office(i.ID)
		switch i.Kind {
		case institution.Municipality:
			n.employ(office, access.Municipality, 2)
		case institution.Ministry:
			n.employ(office, access.Ministry, 3)
			n.employ(office, access.Auditor, 1)
		case institution.Court:
			n.employ(office, access.Court, 1)
			n.list(k, office)
		default:
			n.employ(office, access.Role(i.Kind), 1)
		}
	}
}

// employ gives an office people who write for it.
func (n *Nation) employ(office institution.OfficeID, role access.Role, count int) {
	for range count {
		n.staff[office] = append(n.staff[office], n.person(office, role))
	}
}

func (n *Nation) person(office institution.OfficeID, role access.Role) int {
	i := len(n.People)
	d := roll(n.Seed, "person", i)
	n.People = append(n.People, Person{
		ID:     institution.PersonID(made(n.Seed, "person", i, n.Options.Since)),
		Name:   minor.Text(one(d, givenNames()) + " " + one(d, madeUpNames())),
		Role:   role,
		Office: office,
	})
	return i
}

// fillBeds gives each structure beds for somewhat more than the most children it
// ever had, so that those who are on their way have a place too.
func (n *Nation) fillBeds() {
	for i, most := range n.peaks() {
		d := roll(n.Seed, "beds", i)
		n.Structures[i].Beds = max(4, most*d.between(110, 140)/100)
	}
}

// peaks gives the most children that each structure had on one day.
func (n *Nation) peaks() []int {
	days := n.Options.Today.Sub(n.Options.Since) + 2
	change := make([][]int32, len(n.Structures))
	for i := range change {
		change[i] = make([]int32, days+1)
	}
	for i := range n.Minors {
		for _, s := range n.Stays(i) {
			if s.Structure < 0 {
				continue
			}
			until := n.Options.Today.Add(1)
			if !s.Span.Open() {
				until = s.Span.Until
			}
			change[s.Structure][s.Span.From.Sub(n.Options.Since)]++
			change[s.Structure][until.Sub(n.Options.Since)]--
		}
	}
	out := make([]int, len(n.Structures))
	for i, c := range change {
		now := 0
		for _, by := range c {
			now += int(by)
			out[i] = max(out[i], now)
		}
	}
	return out
}

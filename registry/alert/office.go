package alert

import (
	"faro.example/shared/casefile"
	"faro.example/shared/day"
	"faro.example/shared/deadline"
	"faro.example/shared/institution"
)

// kinds are the institutions that are competent by territory.
var kinds = map[deadline.Office]institution.Kind{
	deadline.Prefecture: institution.Prefecture, deadline.Police: institution.Police,
	deadline.Prosecutor: institution.Prosecutor, deadline.Court: institution.Court,
}

// addressed gives whose task a deadline is that is raised about a child, and whose
// it has become: never nobody. Where the directory names no such office for the
// place, or the place is not known, it is that of the office above, and last the
// Ministry's.
func (d *directory) addressed(f *casefile.File, on day.Date, r deadline.Raised) []institution.OfficeID {
	out := d.offices(f, on, append([]deadline.Office{r.Office}, r.Also...))
	for _, step := range r.Above {
		out = append(out, d.offices(f, on, step)...)
	}
	for _, step := range deadline.Above(r.Office) {
		if len(out) > 0 {
			break
		}
		out = d.offices(f, on, step)
	}
	return once(out)
}

// offices gives the institutions and structures that are some offices of a child.
func (d *directory) offices(f *casefile.File, on day.Date, of []deadline.Office) (out []institution.OfficeID) {
	host := deadline.HostOf(f)
	town := d.towns[host]
	if town == "" && f.Presence.Found != nil { // at no structure of the directory: where it was found
		town = f.Presence.Found.Municipality
	}
	for _, o := range of {
		switch o {
		case deadline.Host:
			if d.towns[host] != "" {
				out = append(out, institution.OfficeOf(host))
			}
		case deadline.SocialService:
			out = append(out, d.service(f, on, town)...)
		case deadline.Partner:
			for _, to := range deadline.Tracers(f) {
				out = append(out, institution.Office(to))
			}
		case deadline.Ministry:
			out = append(out, d.ministry...)
		default:
			out = append(out, d.territorial[kinds[o]][town]...)
		}
	}
	return out
}

// service gives who has the child in its care; before anybody has, or after, the
// social service of the place.
func (d *directory) service(f *casefile.File, on day.Date, town string) (out []institution.OfficeID) {
	for _, c := range f.Custody.On(on) {
		out = append(out, institution.Office(c.By))
	}
	if len(out) == 0 {
		return d.services[town]
	}
	return out
}

// guardiansOf gives the people of the directory who are the child's guardians now.
func guardiansOf(f *casefile.File) []institution.PersonID {
	out := []institution.PersonID{}
	for _, g := range guardians(f) {
		if !g.Person.IsZero() {
			out = append(out, g.Person)
		}
	}
	return once(out)
}

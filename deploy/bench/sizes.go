package main

import (
	"fmt"
	"time"
)

// The ways in which records are pushed: agents at once, records in a batch.
var (
	crowds  = []int{1, 10, 50}
	batches = []int{1, 100, 500}
)

// history is how many records a child has before anything is measured.
const history = 20

// sizes are how much is measured. They are printed with the figures.
type sizes struct {
	Name     string        `json:"name"`
	Children int           `json:"children"` // of each crowd, with 20 records each
	Records  int           `json:"records"`  // of one run in batches
	Singles  int           `json:"singles"`  // of one run in batches of one, for each agent up to ten
	Repeats  int           `json:"repeats"`  // of the run that the ratio is judged by
	LookUps  time.Duration `json:"lookups"`  // of look-ups with nothing else to do
	Arrivals int           `json:"arrivals"` // recorded at an agent and waited for in the census

	Fleet     int           `json:"fleet"`     // agents of the whole system, each with its own key, certificate and connection
	Each      int           `json:"each"`      // records of each of them after an outage
	Resting   int           `json:"resting"`   // of them at rest, on long poll
	Newcomers int           `json:"newcomers"` // agents that come for the first time at once
	Pace      time.Duration `json:"pace"`      // of a steady day, of its spike, and of the watch over those at rest

	Minors int           `json:"minors"` // in the towns of the fleet, among whom people are at work
	Users  int           `json:"users"`  // people at work at once, each acting once in 10 s
	Work   time.Duration `json:"work"`   // for how long they are watched
}

func reduced() sizes {
	return sizes{
		Name: "reduced", Children: 2_000, Records: 20_000, Singles: 500, Repeats: 3, LookUps: 5 * time.Second, Arrivals: 50,
		Fleet: 200, Each: 50, Resting: 150, Newcomers: 10, Pace: 10 * time.Second,
		Minors: 10_000, Users: 100, Work: 30 * time.Second,
	}
}

func full() sizes {
	return sizes{
		Name: "full", Children: 60_000, Records: 300_000, Singles: 12_000, Repeats: 5, LookUps: 30 * time.Second, Arrivals: 1_000,
		Fleet: 2_000, Each: 500, Resting: 1_500, Newcomers: 100, Pace: time.Minute,
		Minors: 1_000_000, Users: 1_000, Work: 150 * time.Second,
	}
}

func (s sizes) times(scale float64) sizes {
	if scale == 1 {
		return s
	}
	by := func(n, least int) int { return max(least, int(float64(n)*scale)) }
	s.Name = fmt.Sprintf("%s times %g", s.Name, scale)
	s.Children, s.Records, s.Singles = by(s.Children, 50), by(s.Records, 600), by(s.Singles, 12)
	s.LookUps, s.Arrivals = time.Duration(float64(s.LookUps)*scale), by(s.Arrivals, 5)
	s.Minors = by(s.Minors, s.Fleet)
	s.Pace = max(5*time.Second, time.Duration(float64(s.Pace)*scale)) // how many agents there are is not scaled: see --fleet
	return s
}

// run gives how many records one run pushes: a whole number of batches for each agent.
func (s sizes) run(agents, batch int) int {
	each := s.Records / agents
	if batch == 1 {
		each = s.Singles * 10 / max(10, agents)
	}
	return max(1, each/batch) * batch * agents
}

// disk gives the bytes that are needed: each record with all that follows from
// it, its copies for the floor, and the write-ahead log.
func (s sizes) disk() int64 {
	records := len(crowds) * s.Children * history
	for _, a := range crowds {
		for _, b := range batches {
			records += s.run(a, b)
		}
	}
	records += (s.Repeats+2)*s.Records + 2*s.Fleet*s.Each + s.Minors*perMinor // with those of the spikes
	const perRecord = 5 << 9                                                  // of the disk; 1,750 bytes were measured, and vacuum leaves holes
	return int64(records)*perRecord + 2*int64(s.Records)*perRecord + maxWAL
}

// maxWAL is the most that PostgreSQL's write-ahead log grows to, about.
const maxWAL = 8 << 30

// crowded changes how many agents there are in the system run, and what each has.
func (s sizes) crowded(fleet, each int) sizes {
	if fleet > 0 {
		s.Newcomers, s.Resting = max(1, s.Newcomers*fleet/s.Fleet), max(1, s.Resting*fleet/s.Fleet)
		s.Fleet, s.Name = fleet, fmt.Sprintf("%s, %d agents", s.Name, fleet)
	}
	if each > 0 {
		s.Each, s.Name = each, fmt.Sprintf("%s, %d records each", s.Name, each)
	}
	return s
}

// peopled changes how many minors there are where people are at work, and how
// many people.
func (s sizes) peopled(minors, users int) sizes {
	if minors > 0 {
		s.Minors, s.Name = minors, fmt.Sprintf("%s, %d minors", s.Name, minors)
	}
	if users > 0 {
		s.Users, s.Name = users, fmt.Sprintf("%s, %d users", s.Name, users)
	}
	return s
}

package population

import (
	"faro.example/shared/facility"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
)

// The shares below are those of 30 June 2024 where the Ministry published
// them; what it did not publish is our estimate, and says so. Weights are
// children out of 20,206 unless another whole is named.

// country is what is particular to the children of one citizenship.
type country struct {
	code      minor.Country
	weight    int
	girls     int             // of a thousand; our estimate, so that all together give 11.6 %
	landed    int             // of a hundred come by sea; our estimate
	settings  []minor.Setting // where the others are found
	names     nameSet
	languages []string
	family    int // of a hundred live with a family; our estimate, so that all together give 20 %
	days      int // mean days on the register; our estimate
}

// countries lists the citizenships; the first five weights are published.
func countries() []country {
	inside := []minor.Setting{minor.Inside, minor.Inside, minor.LandBorder, minor.Airport}
	border := []minor.Setting{minor.LandBorder, minor.LandBorder, minor.Inside}
	ports := []minor.Setting{minor.Port, minor.Inside}
	return []country{
		{"EG", 3924, 4, 85, inside, egyptian, []string{"ar"}, 3, 250},
		{"UA", 3811, 460, 0, border, ukrainian, []string{"uk", "ru"}, 86, 800},
		{"GM", 2274, 20, 98, inside, gambian, []string{"mnk", "en"}, 3, 230},
		{"TN", 2145, 25, 95, inside, maghrebi, []string{"ar", "fr"}, 4, 200},
		{"GN", 1679, 50, 98, inside, guinean, []string{"ff", "fr"}, 3, 230},
		{"CI", 1200, 130, 98, inside, ivorian, []string{"fr", "dyu"}, 4, 230},
		{"AL", 740, 50, 0, ports, albanian, []string{"sq"}, 25, 400},
		{"PK", 620, 5, 50, border, pakistani, []string{"ur", "pa"}, 4, 230},
		{"ML", 610, 30, 97, inside, malian, []string{"bm", "fr"}, 3, 230},
		{"BD", 590, 3, 90, border, bangladeshi, []string{"bn"}, 4, 250},
		{"BF", 480, 40, 97, inside, malian, []string{"mos", "fr"}, 3, 230},
		{"SN", 420, 30, 90, inside, gambian, []string{"wo", "fr"}, 5, 230},
		{"SL", 300, 80, 98, inside, guinean, []string{"kri", "en"}, 3, 230},
		{"SY", 240, 90, 85, border, levantine, []string{"ar"}, 10, 200},
		{"AF", 200, 40, 35, border, afghan, []string{"fa-AF", "ps"}, 6, 180},
		{"BJ", 170, 50, 95, inside, ivorian, []string{"fr"}, 3, 230},
		{"CM", 150, 170, 95, inside, ivorian, []string{"fr"}, 4, 230},
		{"ER", 130, 140, 97, inside, eritrean, []string{"ti"}, 4, 150},
		{"GH", 120, 50, 90, inside, ghanaian, []string{"en", "ak"}, 4, 230},
		{"XK", 110, 50, 0, border, albanian, []string{"sq"}, 20, 400},
		{"SO", 100, 150, 90, inside, somali, []string{"so"}, 5, 180},
		{"MA", 90, 100, 40, inside, maghrebi, []string{"ar"}, 10, 250},
		{"NG", 60, 400, 80, inside, ghanaian, []string{"en"}, 5, 250},
		{"SD", 20, 30, 97, inside, egyptian, []string{"ar"}, 3, 200},
		{minor.Stateless, 8, 90, 85, border, levantine, []string{"ar"}, 10, 230},
		{"", 15, 50, 90, inside, malian, nil, 3, 60}, // not known
	}
}

// ageBand is a band of ages, from and to included, with its share of a thousand.
type ageBand struct{ from, to, share int }

// ages gives the bands: 17 and 16 as published; 15 and below are our estimate.
// Children from Ukraine are younger (our estimate), which the others make up for.
func ages(c minor.Country) []ageBand {
	if c == "UA" {
		return []ageBand{{17, 17, 170}, {16, 16, 170}, {15, 15, 130}, {7, 14, 430}, {0, 6, 100}}
	}
	return []ageBand{{17, 17, 574}, {16, 16, 270}, {15, 15, 113}, {7, 14, 36}, {0, 6, 7}}
}

// regionShare is a region's share of the children present. Sicilia,
// Lombardia, Emilia-Romagna and Campania are published for 30 June 2024, the
// others are in proportion to 31 December 2022. ukraine weighs how much more
// often than others a child from Ukraine is there; our estimate.
type regionShare struct {
	code     string
	share    int
	ukraine  int
	landings int // of a hundred landings, those at ports of the region; our estimate
	border   int // of a hundred children found at a land border, those of the region; our estimate
}

func regionShares() []regionShare {
	return []regionShare{
		{"01", 781, 4, 0, 8},
		{"02", 12, 2, 0, 0},
		{"03", 2588, 6, 0, 7},
		{"21", 67, 4, 0, 5},
		{"22", 76, 4, 0, 0},
		{"05", 718, 6, 0, 0},
		{"06", 849, 1, 0, 70},
		{"07", 700, 1, 3, 10},
		{"08", 1681, 6, 3, 0},
		{"09", 796, 3, 3, 0},
		{"10", 138, 3, 0, 0},
		{"11", 384, 4, 2, 0},
		{"12", 959, 4, 1, 0},
		{"13", 433, 4, 1, 0},
		{"14", 122, 1, 0, 0},
		{"15", 1646, 2, 4, 0},
		{"16", 776, 1, 6, 0},
		{"17", 316, 1, 0, 0},
		{"18", 1822, 1, 15, 0},
		{"19", 5174, 1, 61, 0},
		{"20", 168, 1, 1, 0},
	}
}

// port is where children land.
type port struct {
	town, province string
	share          int // of the landings of its region
}

// portsOf lists the ports of a region at which landings are usual.
func portsOf(region string) []port {
	switch region {
	case "19":
		return []port{
			{"Lampedusa e Linosa", "AG", 50},
			{"Augusta", "SR", 12},
			{"Pozzallo", "RG", 10},
			{"Porto Empedocle", "AG", 8},
			{"Catania", "CT", 6},
			{"Messina", "ME", 5},
			{"Trapani", "TP", 5},
			{"Palermo", "PA", 4},
		}
	case "18":
		return []port{{"Roccella Ionica", "RC", 40}, {"Crotone", "KR", 25}, {"Reggio di Calabria", "RC", 20}, {"Vibo Valentia", "VV", 15}}
	case "16":
		return []port{{"Taranto", "TA", 40}, {"Brindisi", "BR", 40}, {"Bari", "BA", 20}}
	case "15":
		return []port{{"Salerno", "SA", 60}, {"Napoli", "NA", 40}}
	case "07":
		return []port{{"Genova", "GE", 60}, {"La Spezia", "SP", 40}}
	case "08":
		return []port{{"Ravenna", "RA", 100}}
	case "09":
		return []port{{"Livorno", "LI", 60}, {"Carrara", "MS", 40}}
	case "11":
		return []port{{"Ancona", "AN", 100}}
	case "12":
		return []port{{"Civitavecchia", "RM", 100}}
	case "13":
		return []port{{"Ortona", "CH", 100}}
	case "20":
		return []port{{"Cagliari", "CA", 100}}
	}
	return nil
}

// typeShare is one type of reception with its share.
type typeShare struct {
	kind  facility.Type
	share int
}

// reception gives the types of reception, of a thousand, for children who do
// not live with a family: 27 to 53 between first and second as published for
// April 2024, the temporary structures out of the first.
func reception() []typeShare {
	return []typeShare{{facility.First, 310}, {facility.Second, 660}, {facility.Temporary, 30}}
}

// exitShare is one reason for leaving with its share of a thousand.
type exitShare struct {
	reason movement.Reason
	share  int
}

// exits gives the reasons of those who left the register; our estimate.
// Majority comes first: it decides the day.
func exits() []exitShare {
	return []exitShare{
		{movement.Majority, 640},
		{movement.EntrustedToRelative, 110},
		{movement.FoundAdult, 90},
		{movement.FamilyReunification, 70},
		{movement.FoundAccompanied, 45},
		{movement.Relocation, 30},
		{movement.AssistedReturn, 13},
		{movement.Death, 2},
	}
}

// Shares of a thousand that are our estimate.
const (
	presumedShare  = 330 // await identification and bear 1 January: a tenth of the stock leaves that day
	missingShare   = 350 // of those no longer present, left on their own and were not found
	byWordsShare   = 5   // of those present, live with a family that is no structure of the directory
	absentShare    = 60  // went missing once and came back
	aliasShare     = 200 // of those who moved, were spelt in another way at the next place
	renamedShare   = 8   // of those who moved, gave another spelling of the name at the next place
	noticeShare    = 600 // were given the notice
	bareShare      = 300 // of those who came in the last days, have a tag and a sex only
	documentShare  = 250 // showed a document with photograph; most from Ukraine and Albania
	handOverShare  = 850 // of those who moved to another municipality, were handed over
	secondDatabase = 400 // of those in second reception, bear its database's number
	lateArrival    = 150 // of transfers, arrive the day after
	silentShare    = 40  // of the other last transfers of those present, have no departure written down
	lateShare      = 120 // of forms, are written some days later
	lateDays       = 5   // mean of those days
	correctedShare = 60  // of names and birth dates, are corrected once there is an interpreter
	mistakenShare  = 12  // of children, have an arrival, an exit or an absence that was not so, taken back later
	blindShare     = 4   // of those who moved, are named anew by somebody who had not looked: an open conflict
	foundShare     = 100 // of those who left on their own, turned up elsewhere and were registered as new
	loneShare      = 400 // of those on their way, have been so for weeks: half of them were registered as new
	typedShare     = 1   // of those who landed and are present, were typed twice from two lists
)

// landingMonths weighs the months of arrivals by sea, January first; from the
// seasons of the years 2021 to 2023, roughly.
func landingMonths() []int { return []int{5, 4, 6, 7, 8, 9, 12, 13, 13, 10, 8, 5} }

// mostStock is the highest that [stockOf] gives.
const mostStock = 22_000

// stockOf gives how many children were present in a year, roughly: the middle
// of what the Ministry published within it, and of the years about which it
// has not yet, what it published last.
func stockOf(year int) int {
	published := []int{11_900, 15_000, 18_000, 13_000, 7500, 6600, 9000, 16_000, mostStock, 20_000, 16_800}
	return published[min(max(year-2015, 0), len(published)-1)]
}

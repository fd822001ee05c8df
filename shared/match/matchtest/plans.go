package matchtest

import "slices"

// Plans are sets of many kinds, small enough to be tried in seconds.
func Plans() []Plan {
	whole := []string{"given_name", "family_name", "birth_date", "place"}
	bare := []string{"given_name", "family_name", "birth_date"}
	rich := []string{"given_name", "family_name", "birth_date", "sex", "citizenship", "place", "phone", "document"}
	mixed := slices.Concat(Clerical(), Heard(), Dates())
	turned := []Kind{Exchanged, Respelt, Sound, Typo, OtherYear, DayMonth}
	return []Plan{
		{Name: "clerical-half", Children: 1000, Doubles: 1000, Most: 1, Errors: 2, Kinds: Clerical(), Fields: whole},
		{Name: "clerical-europe", Cultures: []string{"europe"}, Children: 2000, Doubles: 3000, Most: 5, Spread: Zipf, Errors: 5, Kinds: Clerical(), Fields: whole},
		{Name: "clerical-rare", Children: 4000, Doubles: 200, Most: 3, Spread: Poisson, Errors: 3, Kinds: Clerical(), Fields: whole},
		{Name: "heard-west", Cultures: []string{"guinea", "gambia"}, Children: 2000, Doubles: 600, Most: 3, Spread: Poisson, Errors: 3, Kinds: Heard(), Fields: whole},
		{Name: "heard-arab", Cultures: []string{"egypt", "maghreb", "sudan"}, Children: 2000, Doubles: 600, Most: 3, Spread: Poisson, Errors: 3, Kinds: Heard(), Fields: whole},
		{Name: "heard-horn", Cultures: []string{"eritrea", "somalia"}, Children: 2000, Doubles: 600, Most: 3, Errors: 3, Kinds: Heard(), Fields: whole},
		{Name: "heard-asia", Cultures: []string{"afghanistan", "bengal"}, Children: 2000, Doubles: 600, Most: 3, Errors: 3, Kinds: Heard(), Fields: whole},
		{Name: "mixed-rich", Children: 3000, Doubles: 1000, Most: 4, Spread: Poisson, Errors: 6, Kinds: slices.Concat(mixed, []Kind{Cut, Initial, Nickname, Replaced}), Fields: rich, January: .3, Lacking: .2},
		{Name: "mixed-names-date", Children: 3000, Doubles: 600, Most: 2, Errors: 2, Kinds: mixed, Fields: bare, January: .2},
		{Name: "mixed-africa", Cultures: []string{"guinea", "gambia", "guinea-gulf", "eritrea", "somalia", "sudan"}, Children: 5000, Doubles: 1500, Most: 5, Spread: Zipf, Errors: 3, Kinds: mixed, Fields: whole, January: .1},
		{Name: "scripts", Cultures: []string{"egypt", "maghreb", "sudan", "afghanistan"}, Children: 2000, Doubles: 700, Most: 2, Errors: 2, Kinds: append(Heard(), Digit, DayMonth), Fields: whole, Arabic: .4},
		{Name: "dates", Children: 2000, Doubles: 800, Most: 3, Errors: 2, Kinds: append(Dates(), Typo, Typo), Fields: whole, January: .2},
		{Name: "names-only", Children: 1500, Doubles: 400, Most: 2, Errors: 1, Kinds: append(Clerical(), Heard()...), Fields: []string{"given_name", "family_name"}},
		{Name: "names-place", Children: 2000, Doubles: 700, Most: 2, Errors: 2, Kinds: Clerical(), Fields: []string{"given_name", "family_name", "place"}},
		{Name: "names-phone", Children: 2000, Doubles: 700, Most: 3, Spread: Poisson, Errors: 3, Kinds: append(Clerical(), Heard()...), Fields: []string{"given_name", "family_name", "phone", "citizenship"}, Lacking: .1},
		{Name: "family-date", Children: 2000, Doubles: 500, Most: 2, Errors: 1, Kinds: slices.Concat(Clerical(), Dates()), Fields: []string{"family_name", "birth_date", "sex", "place"}},
		{Name: "households", Children: 2500, Doubles: 700, Most: 2, Errors: 2, Kinds: mixed, Fields: []string{"given_name", "family_name", "birth_date", "place", "phone"}, Household: .5},
		{Name: "households-bare", Children: 2500, Doubles: 700, Most: 2, Errors: 2, Kinds: append(Clerical(), Heard()...), Fields: []string{"given_name", "family_name", "place", "phone"}, Household: .3},
		{Name: "many-each", Children: 300, Doubles: 1500, Most: 9, Errors: 4, Kinds: append(Clerical(), Heard()...), Fields: whole},
		{Name: "ocr", Children: 2000, Doubles: 1000, Most: 2, Errors: 5, Kinds: []Kind{Scan, Scan, Scan, Digit, Cut, Regrouped}, Fields: whole},
		{Name: "abbreviated", Children: 2000, Doubles: 700, Most: 2, Errors: 2, Kinds: []Kind{Initial, Cut, Nickname, Dropped, Lost, Digit}, Fields: whole},
		{Name: "joined", Children: 1500, Doubles: 500, Most: 2, Errors: 2, Kinds: append(Clerical(), Heard()...), Fields: whole, Joined: true},
		{Name: "joined-place", Children: 1500, Doubles: 500, Most: 2, Errors: 1, Kinds: append(Clerical(), Heard()...), Fields: []string{"family_name", "place"}, Joined: true},
		{Name: "joined-only", Children: 1500, Doubles: 500, Most: 2, Errors: 1, Kinds: append(Clerical(), Heard()...), Fields: []string{"family_name"}, Joined: true},
		{Name: "turned", Cultures: []string{"guinea", "gambia"}, Children: 1500, Doubles: 500, Most: 1, Errors: 2, Kinds: turned, Fields: bare, January: .1},
		{Name: "turned-only", Cultures: []string{"guinea", "gambia", "bengal"}, Children: 1200, Doubles: 400, Most: 1, Errors: 2, Kinds: turned, Fields: []string{"given_name", "family_name"}},
		{Name: "turned-fathers", Cultures: []string{"egypt", "sudan"}, Children: 1500, Doubles: 500, Most: 1, Errors: 1, Kinds: turned, Fields: []string{"given_name", "family_name", "sex", "citizenship"}},
		{Name: "tiny", Children: 150, Doubles: 50, Most: 2, Errors: 2, Kinds: mixed, Fields: whole},
		{Name: "tiny-half", Children: 100, Doubles: 100, Most: 1, Errors: 2, Kinds: Clerical(), Fields: whole},
		{Name: "tiny-rare", Children: 400, Doubles: 12, Most: 1, Errors: 2, Kinds: mixed, Fields: rich, Lacking: .2},
		{Name: "none", Children: 1000, Doubles: 0, Most: 1, Fields: whole},
		{Name: "linked", Children: 3000, Doubles: 1000, Most: 1, Errors: 3, Kinds: mixed, Fields: whole, Linked: true},
		{Name: "linked-all", Children: 1500, Doubles: 1500, Most: 1, Errors: 3, Kinds: append(Clerical(), Heard()...), Fields: whole, Linked: true},
		{Name: "linked-many", Children: 1000, Doubles: 1200, Most: 4, Errors: 3, Kinds: mixed, Fields: whole, Linked: true},
	}
}

// Large are sets of the size of a nation.
func Large() []Plan {
	mixed := slices.Concat(Clerical(), Heard(), Dates())
	return []Plan{
		{Name: "nation", Children: 20_000, Doubles: 2000, Most: 3, Spread: Poisson, Errors: 3, Kinds: mixed, Fields: []string{"given_name", "family_name", "birth_date", "sex", "citizenship"}, January: .2},
		{Name: "many", Children: 15_000, Doubles: 10_000, Most: 5, Spread: Zipf, Errors: 4, Kinds: mixed, Fields: []string{"given_name", "family_name", "birth_date", "place"}, January: .1},
	}
}

package webui

import "faro.example/shared/pages"

// partnerWords are those of the agreements with tracing partners.
func partnerWords() pages.Words {
	return pages.Words{
		"nav.partners":            {"Partner e accordi", "Tracing agreements"},
		"partners.title":          {"Chi fa le indagini familiari, e dove", "Who traces families, and where"},
		"help.partners":           {"Un’indagine si affida solo a un partner, o a una sua missione, il cui accordo è in vigore e copre il Paese. Ogni versione resta, con chi l’ha scritta.", "A tracing is entrusted only to a partner, or a mission of it, whose agreement is in force and covers the country. Each version is kept, with who wrote it."},
		"partners.who":            {"Partner e missioni di oggi", "Partners and missions of today"},
		"partners.nobody":         {"Nell’elenco non c’è nessun partner.", "The directory has no partner."},
		"partners.agreements":     {"Accordi in vigore e futuri", "Agreements in force and to come"},
		"partners.none":           {"Nessun accordo.", "No agreement."},
		"partners.two":            {"Un accordo vale quando una seconda persona lo conferma; per finirlo ne basta una.", "An agreement holds once a second person confirms it; to end one, one person is enough."},
		"partners.name":           {"Partner", "Partner"},
		"partners.what":           {"Che cosa è", "What it is"},
		"partners.partner":        {"Partner", "Partner"},
		"partners.mission":        {"Missione", "Mission"},
		"partners.covered":        {"Paesi coperti oggi", "Countries covered today"},
		"partners.same":           {"Gli stessi di %s", "The same as %s"},
		"partners.enter":          {"Scrivi un accordo", "Enter an agreement"},
		"partners.number":         {"Numero o titolo dell’accordo", "Number or title of the agreement"},
		"partners.number.hint":    {"Quello di un accordo già scritto lo cambia dal giorno dato.", "That of an agreement which is there changes it from the day given."},
		"partners.countries":      {"Paesi che copre", "Countries that it covers"},
		"partners.countries.hint": {"Uno per riga, o separati da virgole. Nessuno: l’accordo finisce quel giorno.", "One a line, or between commas. None: the agreement ends on that day."},
		"partners.from":           {"Dal giorno", "From the day"},
		"partners.from.hint":      {"Giorno, mese e anno, come 31/03/2026.", "Day, month and year, as 31/03/2026."},
		"partners.until":          {"Fino al giorno, escluso", "Until the day, which is not included"},
		"partners.until.hint":     {"Lascia vuoto se non se ne conosce la fine.", "Leave it empty if no end is known."},
	}
}

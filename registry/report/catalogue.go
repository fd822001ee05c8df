package report

import (
	"encoding/json"
	"io"
)

// object is one in JSON: its keys are written in order.
type object map[string]any

// columns of the CSV, as CSV on the Web describes them (W3C, tabular metadata).
func columnsOf() []object {
	says := []struct {
		name, kind string
		Words
	}{
		{"as_of", "date", Words{"Giorno di riferimento", "Day of reference"}},
		{"known_at", "date", Words{"Come noto alla fine di questo giorno; vuoto: alla posizione del registro", "As known at the end of this day; empty: at the position of the ledger"}},
		{"table", "string", Words{"Tavola", "Table"}},
		{"row", "string", Words{"Codice della riga: ISTAT per le regioni, sigla per le province; none: non attribuito; total: totale", "Code of the row: ISTAT's for regions, letters for provinces; none: not attributed; total: total"}},
		{"row_it", "string", Words{"Nome della riga in italiano", "Name of the row in Italian"}},
		{"row_en", "string", Words{"Nome della riga in inglese", "Name of the row in English"}},
		{"column", "string", Words{"Codice della colonna", "Code of the column"}},
		{"column_it", "string", Words{"Nome della colonna in italiano", "Name of the column in Italian"}},
		{"column_en", "string", Words{"Nome della colonna in inglese", "Name of the column in English"}},
		{"minors", "integer", Words{"Numero di minori; vuoto se riservato", "Number of children; empty if withheld"}},
		{"withheld", "string", Words{"yes: riservato, per non dire di pochi minori", "yes: withheld, so as not to tell of few children"}},
	}
	out := make([]object, len(says))
	for i, s := range says {
		out[i] = object{"name": s.name, "datatype": s.kind, "titles": s.name, "dc:description": []object{
			{"@value": s.Italian, "@language": "it"}, {"@value": s.English, "@language": "en"},
		}}
	}
	return out
}

// schema describes the columns of the CSV.
func (r Report) schema() object {
	return object{
		"@context": []any{"http://www.w3.org/ns/csvw", object{"@language": "it"}}, "url": "csv",
		"dialect":     object{"delimiter": ",", "header": true, "encoding": "utf-8"},
		"tableSchema": object{"columns": columnsOf(), "primaryKey": []string{"as_of", "table", "row", "column"}},
	}
}

// catalogue describes the publication as a dataset by the Italian profile of
// DCAT (DCAT-AP_IT), in JSON-LD. Addresses are relative to where it is read.
func (r Report) catalogue() object {
	it := func(text string) object { return object{"@value": text, "@language": "it"} }
	name := string(r.Kind) + "-" + r.AsOf.String()
	at := func(f Format) object {
		types := map[Format][2]string{CSV: {"CSV", "text/csv"}, JSON: {"JSON", "application/json"}, XLSX: {"XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}}
		return object{
			"@type": []string{"dcat:Distribution", "dcatapit:Distribution"}, "dct:title": it(types[f][0]), "dcat:accessURL": object{"@id": string(f)},
			"dcat:downloadURL": object{"@id": string(f)}, "dcat:mediaType": types[f][1],
			"dct:format":  object{"@id": "http://publications.europa.eu/resource/authority/file-type/" + types[f][0]},
			"dct:license": object{"@id": "https://w3id.org/italia/controlled-vocabulary/licences/A21_CCBY40"},
		}
	}
	agency := object{"@type": []string{"foaf:Agent", "dcatapit:Agent"}, "foaf:name": it("Ministero del Lavoro e delle Politiche Sociali"), "dct:identifier": "m_lps"}
	return object{
		"@context": object{
			"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/", "foaf": "http://xmlns.com/foaf/0.1/",
			"dcatapit": "http://dati.gov.it/onto/dcatapit#", "xsd": "http://www.w3.org/2001/XMLSchema#",
		},
		"@type": []string{"dcat:Dataset", "dcatapit:Dataset"}, "dct:identifier": name,
		"dct:title":              it("Minori stranieri non accompagnati presenti per regione e provincia, " + r.AsOf.String()),
		"dct:description":        it("Minori stranieri non accompagnati presenti e censiti alla fine del giorno di riferimento, per regione e provincia, sesso ed età. I dati sotto la soglia sono riservati."),
		"dct:issued":             object{"@value": r.Dated.String(), "@type": "xsd:date"},
		"dct:modified":           object{"@value": r.Dated.String(), "@type": "xsd:date"},
		"dct:accrualPeriodicity": object{"@id": "http://publications.europa.eu/resource/authority/frequency/MONTHLY"},
		"dcat:theme":             object{"@id": "http://publications.europa.eu/resource/authority/data-theme/SOCI"},
		"dct:language":           object{"@id": "http://publications.europa.eu/resource/authority/language/ITA"},
		"dct:spatial":            object{"@id": "http://publications.europa.eu/resource/authority/country/ITA"},
		"dct:publisher":          agency, "dct:rightsHolder": agency, "dcat:distribution": []object{at(CSV), at(JSON), at(XLSX)},
	}
}

// write writes an object.
func (o object) write(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", " ")
	e.SetEscapeHTML(false)
	return e.Encode(o)
}

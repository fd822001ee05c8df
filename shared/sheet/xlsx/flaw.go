package xlsx

// Flaw is what is wrong with a cell whatever its column means.
type Flaw uint8

const (
	flawNone Flaw = iota
	flawFormula
	flawMerged
	flawError
	flawUnreadable
	flawShownOtherwise
	flawTooManyDigits
	flawNoDay
	flawPartDay
)

// Words gives what is wrong and what to do; "" if nothing is.
func (f Flaw) Words() (reason, remedy string) {
	switch f {
	case flawNone:
		return "", ""
	case flawFormula:
		return "the cell holds a formula, and what it last gave is not taken on trust", "copy the column and paste its values in its place, then look them over"
	case flawMerged:
		return "the cell is merged with another", "part the merged cells and fill in each"
	case flawError:
		return "the cell holds an error of the spreadsheet program", "type the value again"
	case flawShownOtherwise:
		return "the cell shows its number with signs that are not in it", "give the cell the format Text and type it as it should read"
	case flawTooManyDigits:
		return "the number has more digits than spreadsheet programs keep, so the last ones are lost", "give the cell the format Text and type the number again"
	case flawNoDay:
		return "the number of the cell is not that of a day", "write day, month and year, as 31/03/2008"
	case flawPartDay:
		return "the cell shows a day without its year, which the spreadsheet program may have added", "give the cell the format Text and write what is known of the day, as 31/03/2008"
	}
	return "the cell cannot be read", "type it again"
}

package sheet

import "faro.example/shared/sheet/xlsx"

// The bounds of what is read. All are arbitrary, several times what a landing
// of a thousand children needs; they keep a wrong file from filling the memory.
const (
	// MaxBytes bounds the file.
	MaxBytes = 8 << 20
	// MaxRows bounds the rows, empty ones counted.
	MaxRows = xlsx.MaxRows
	// MaxColumns bounds the cells of a row.
	MaxColumns = xlsx.MaxColumns
	// MaxCell bounds one cell, in bytes of UTF-8.
	MaxCell = 4000
	// MaxProblems bounds the list of problems: nobody reads a longer one.
	MaxProblems = 1000
	// maxPreamble bounds the rows above the heading: title, port, date.
	maxPreamble = 20
)

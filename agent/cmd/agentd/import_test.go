package main

import (
	"bytes"
	"testing"

	"faro.example/agent/arrival"
	"faro.example/shared/sheet"
	"faro.example/shared/sheet/xlsx"
)

func TestAnImportSaysWhatOfAWorkbookNobodySaw(t *testing.T) {
	var out bytes.Buffer
	d := &desk{console: &console{out: &out}}
	hidden := make([]int, 25)
	for i := range hidden {
		hidden[i] = i + 2
	}
	err := d.printUnseen(arrival.Report{
		Unread: []string{"D", "F"}, Encoding: sheet.Windows1252,
		Workbook: sheet.Workbook{
			Read: xlsx.Tab{Number: 2, Name: "Sbarco"}, Others: []xlsx.Tab{{Number: 1, Name: "Fatou"}, {Number: 3}},
			HiddenRows: hidden, HiddenColumns: []string{"C"},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	const want = `columns that were not read, as their headings are not known: D, F
only sheet 2 of the workbook was read; not read: sheets 1, 3 (save each that holds children as a file of its own)
rows that are hidden in the workbook, and were read: 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, and 5 more (show them, and look whether they belong)
columns that are hidden in the workbook, and were read: C
the file is not UTF-8 and was read as Windows-1252: look whether accents are right
`
	if out.String() != want {
		t.Errorf("got\n%swant\n%s", out.String(), want)
	}
}

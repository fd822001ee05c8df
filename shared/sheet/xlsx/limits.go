package xlsx

// The bounds of what is read. All are arbitrary; they keep a wrong file from
// filling the memory.
const (
	// MaxRows bounds the number of the last row in which something stands.
	MaxRows = 10_000
	// MaxColumns bounds the cells of a row.
	MaxColumns = 200
	// maxUnpacked bounds what all that is read of a workbook unpacks to: about
	// what 8 MiB of CSV become when they are saved as one.
	maxUnpacked = 64 << 20
	// maxToken bounds one tag or text: the longest text that a cell can hold,
	// with each of its signs spelt out.
	maxToken = 512 << 10
	// maxDepth, maxSheets, maxRelations and maxStyles bound the form of a
	// workbook; programs write a tenth of it at most.
	maxDepth     = 64
	maxSheets    = 200
	maxRelations = 10_000
	maxStyles    = 1 << 16
)

// The bounds that spreadsheet programs set to what is written.
const (
	bookRows    = 1_048_576
	bookColumns = 16_384
	bookText    = 32_767 // units of UTF-16 in a cell
	bookTitle   = 31     // units of UTF-16 in the name of a sheet
)

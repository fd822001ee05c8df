package pages

// Cell is one value, in a table or a list.
type Cell struct {
	Text      string
	Own       bool   // as somebody typed it: set apart from the direction of the text around it
	Href      string // where it leads
	For       string // whom or what a link is about, for who hears it without its row
	Tone      Tone   // shown as a badge
	Num       bool   // a number: set to the right
	Note      string // in small type below
	Differs   bool   // what stands beside it says otherwise
	Lang      Lang   // of the text, where it is not the page's
	Check     string // the value of a box to tick, in a table of a form
	Wrong     string // what is wrong with it, in a table of what was read; "" if nothing is
	WrongLang Lang   // of that, where it is not the page's
}

// Table is a table with a caption. In a narrow window each row becomes a block
// in which each cell names its column.
type Table struct {
	Caption string
	Head    []Cell
	Rows    [][]Cell
	Empty   string // what to say and do where there is no row
	Field   string // the name of the boxes to tick
}

// Item is one term of a description list with its values.
type Item struct {
	Term   string
	Values []Cell
}

// Moment is one entry of a time line.
type Moment struct {
	ID    string // of what is shown; not drawn
	When  string
	Title string
	Lines []Cell
	From  string // whose word it is, and when it was written
	State string // what has become of it; "" if there is nothing to say
	Tone  Tone
	Gone  bool // taken back, or displaced
	Links []Link
}

// Field is one field of a form.
type Field struct {
	Name     string
	Kind     string // text, password, textarea, select, radio, checks, file, hidden
	Label    string
	Hint     string
	Value    string
	Values   []string // of checks: the values ticked
	Options  []Option
	List     []string // suggestions; anything else can be typed too
	Error    string
	ErrLang  Lang // of the error, where it is not the page's
	Required bool
	Focus    bool   // where the cursor is at first
	Complete string // autocomplete; "off" if empty
	Input    string // inputmode
	Max      int    // bytes; 0 for no bound
	Rows     int    // of a textarea
	Accept   string // of a file
	Many     bool   // of a file: several may be chosen
	Short    bool   // a short value: a short field
}

// Option is one value of a field that offers several.
type Option struct {
	Value string
	Text  string
	Note  string
}

// Ticked reports whether an option of a field is chosen.
func (f Field) Ticked(value string) bool {
	if f.Kind == "checks" {
		for _, v := range f.Values {
			if v == value {
				return true
			}
		}
		return false
	}
	return f.Value == value
}

// Described names what describes the field, for aria-describedby.
func (f Field) Described() string {
	out := ""
	if f.Error != "" {
		out = "error-" + f.Name
	}
	if f.Hint != "" {
		if out != "" {
			out += " "
		}
		out += "hint-" + f.Name
	}
	return out
}

// Group is fields that belong together.
type Group struct {
	Legend string
	Fields []Field
	Folded bool // shown once asked for; a group with an error is shown
}

// Bad reports whether a field of the group is wrong.
func (g Group) Bad() bool {
	for _, f := range g.Fields {
		if f.Error != "" {
			return true
		}
	}
	return false
}

// Form is a form. A field that is wrong says so beside it, and once more in a
// summary above, which leads to it.
type Form struct {
	ID      string // that sending it twice is noticed by; "" for a form that may be sent twice
	Action  string
	Keep    string // where it is kept half filled; "" for nowhere
	Groups  []Group
	Submit  string
	Danger  bool     // what it does is grave
	Says    []string // what will be recorded
	Cancel  *Link
	Problem string // wrong with the whole
	File    bool   // it sends a file
	Marked  bool   // fields that may not stay empty say so
}

// Wrong is one thing in the summary of errors.
type Wrong struct {
	Field string
	Label string
	Text  string
	Lang  Lang
}

// Wrongs lists what is wrong, in the order of the form.
func (f Form) Wrongs() []Wrong {
	var out []Wrong
	if f.Problem != "" {
		out = append(out, Wrong{Text: f.Problem})
	}
	for _, g := range f.Groups {
		for _, x := range g.Fields {
			if x.Error != "" {
				out = append(out, Wrong{x.Name, x.Label, x.Error, x.ErrLang})
			}
		}
	}
	return out
}

// Pager leads through a long list by keys, never by numbers of pages.
type Pager struct{ Previous, Next string }

// Tour is a page that says in a minute what is done here, and what to try first.
type Tour struct {
	Lead  string
	Try   []Trial
	Know  string // what whoever works here should know besides
	First Link   // where to begin
}

// Trial is one thing to try, and what comes of it.
type Trial struct {
	Link Link
	Why  string
}

package pages

// Told is what a child is told in writing, in a language that it understands:
// the body of the template told, in the layout of whoever shows it.
type Told struct {
	Lang   string // BCP 47
	Right  bool   // written from the right
	Title  string
	Parts  []ToldPart
	Others []Link // the same in other languages
	Links  []Link // what else can be done with it
}

// ToldPart is one thing that a child is told.
type ToldPart struct{ Head, Text string }

package stack

// From gives the same registry, worked with the programs of another folder: those
// of another version. Its registryd is not under way: it takes the place of the
// other's, once that has ended, by [Stack.StartRegistry]. What is started by it is
// the caller's to end.
func (s *Stack) From(bin string) *Stack {
	other := *s
	other.opts.Bin = bin
	other.Registryd = other.registryd()
	return &other
}

package disclosure

// network is a table of two dimensions as a circulation: from the source
// through each row, through the cells, through each column to the sink, and by
// the grand total back. What is printed fixes an arc; what is withheld may
// carry any flow between its bounds. The least and the most that an arc can
// carry are exact bounds of its count, in whole numbers.
type network struct {
	rows, cols int
	arcs       []int // counts by row and column, totals last; none if the table does not count any more
	release    int
}

// The nodes: source, sink, rows, columns.
const (
	source = 0
	sink   = 1
	inner  = 2
)

func (n *network) row(i int) int { return inner + i }
func (n *network) col(j int) int { return inner + n.rows + j }

// ends gives the nodes that an arc runs between.
func (n *network) ends(arc int) (from, to int) {
	i, j := arc/(n.cols+1), arc%(n.cols+1)
	switch {
	case i == n.rows && j == n.cols:
		return sink, source
	case i == n.rows:
		return n.col(j), sink
	case j == n.cols:
		return source, n.row(i)
	}
	return n.row(i), n.col(j)
}

// edge is one way along an arc: how much more can go this way, and its reverse.
type edge struct {
	to, rest int
	back     int // index of the reverse in the list of the node that it runs to
}

type flow struct {
	from [][]edge
	seen []int // by which search a node was reached last
	came []struct{ node, edge int }
	turn int
	list []int
}

func newFlow(nodes int) *flow {
	return &flow{from: make([][]edge, nodes), seen: make([]int, nodes), came: make([]struct{ node, edge int }, nodes)}
}

// add adds an arc that can carry rest more, and whose flow can be taken back by back.
func (f *flow) add(from, to, rest, back int) (node, index int) {
	f.from[from] = append(f.from[from], edge{to: to, rest: rest, back: len(f.from[to])})
	f.from[to] = append(f.from[to], edge{to: from, rest: back, back: len(f.from[from]) - 1})
	return from, len(f.from[from]) - 1
}

// push sends as much as can go between two nodes, at most limit, and gives how much.
func (f *flow) push(from, to, limit int) (sent int) {
	for sent < limit {
		some := f.path(from, to, limit-sent)
		if some == 0 {
			return sent
		}
		for at := to; at != from; at = f.came[at].node {
			e := &f.from[f.came[at].node][f.came[at].edge]
			e.rest -= some
			f.from[at][e.back].rest += some
		}
		sent += some
	}
	return sent
}

// path finds a shortest way with room, and gives how much can go along it.
func (f *flow) path(from, to, limit int) int {
	f.turn++
	f.seen[from] = f.turn
	f.list = append(f.list[:0], from)
	for k := 0; k < len(f.list) && f.seen[to] != f.turn; k++ {
		at := f.list[k]
		for i, e := range f.from[at] {
			if e.rest > 0 && f.seen[e.to] != f.turn {
				f.seen[e.to] = f.turn
				f.came[e.to] = struct{ node, edge int }{at, i}
				f.list = append(f.list, e.to)
			}
		}
	}
	if f.seen[to] != f.turn {
		return 0
	}
	for at := to; at != from; at = f.came[at].node {
		limit = min(limit, f.from[f.came[at].node][f.came[at].edge].rest)
	}
	return limit
}

// narrow bounds each withheld count of the table by the flows that the rest
// allows, and reports whether any bound moved.
func (n *network) narrow(s *system) bool {
	f, at := n.feasible(s)
	if f == nil {
		return false // what is printed contradicts itself: the lines have said so
	}
	moved := false
	for arc, c := range n.arcs {
		count := &s.counts[c]
		if count.low == count.high {
			continue
		}
		e := at[arc]
		from, to := n.ends(arc)
		flowing := count.low + f.from[to][f.from[e.node][e.edge].back].rest
		// Along the arc itself nothing may go round: its own room is closed meanwhile.
		room, taken := f.close(e.node, e.edge)
		up := f.push(to, from, room)
		most := flowing + up
		down := f.push(from, to, taken+up)
		least := most - down
		f.open(e.node, e.edge, count.high-least, least-count.low)
		if least > count.low || most < count.high {
			count.low, count.high = least, most
			f.open(e.node, e.edge, count.high-least, least-count.low)
			moved = true
		}
	}
	return moved
}

// close takes the room of an arc away, both ways, and gives what it was.
func (f *flow) close(node, index int) (room, taken int) {
	e := &f.from[node][index]
	b := &f.from[e.to][e.back]
	room, taken = e.rest, b.rest
	e.rest, b.rest = 0, 0
	return room, taken
}

// open gives an arc room again.
func (f *flow) open(node, index, room, taken int) {
	e := &f.from[node][index]
	e.rest, f.from[e.to][e.back].rest = room, taken
}

type where struct{ node, edge int }

// feasible finds one flow within all bounds: what each node must pass on beyond
// the least of its arcs goes through two nodes more. It gives nil if there is none.
func (n *network) feasible(s *system) (*flow, []where) {
	nodes := inner + n.rows + n.cols
	f := newFlow(nodes + 2)
	over := make([]int, nodes) // what comes in by the least of all arcs, less what goes out
	at := make([]where, len(n.arcs))
	for arc, c := range n.arcs {
		low, high := s.counts[c].low, s.counts[c].high
		from, to := n.ends(arc)
		over[to] += low
		over[from] -= low
		if low < high {
			at[arc].node, at[arc].edge = f.add(from, to, high-low, 0)
		}
	}
	wanted := 0
	for i, o := range over {
		switch {
		case o > 0:
			f.add(nodes, i, o, 0)
			wanted += o
		case o < 0:
			f.add(i, nodes+1, -o, 0)
		}
	}
	if f.push(nodes, nodes+1, wanted) < wanted {
		return nil, nil
	}
	f.from[nodes], f.from[nodes+1] = nil, nil
	for i := range over {
		for k := range f.from[i] {
			if f.from[i][k].to >= nodes {
				f.from[i][k].rest = 0 // the helpers are gone
			}
		}
	}
	return f, at
}

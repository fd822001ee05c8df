package target

import (
	"fmt"
	"slices"
	"strings"
)

// fill works out the cells of a table that are not given, so that all add up to
// the margins: each as large as its row and column make likely, rounded down,
// and what is left moved along augmenting paths (a maximum flow), which finds a
// whole-numbered table if there is one.
func (w *table) fill(rows, cols margin) error {
	for at, g := range w.given {
		if !slices.Contains(rows.values, at[0]) || !slices.Contains(cols.values, at[1]) {
			return contradiction("%s, and nobody is left for it", g)
		}
	}
	f := newFlow(w, rows, cols)
	for i, r := range f.rows {
		if r < 0 {
			return w.beyond(w.row, rows.values[i], rows.counts[rows.values[i]])
		}
	}
	for j, c := range f.cols {
		if c < 0 {
			return w.beyond(w.col, cols.values[j], cols.counts[cols.values[j]])
		}
	}
	f.begin()
	for f.augment() {
	}
	if left := f.left(); left > 0 {
		return w.stuck(f, rows, cols, left)
	}
	w.cells = map[[2]string]int{}
	for i, r := range rows.values {
		for j, c := range cols.values {
			if n := f.cells[i][j]; n > 0 {
				w.cells[[2]string{r, c}] = n
			}
		}
	}
	for at, g := range w.given {
		w.cells[at] = g.Count
	}
	return nil
}

// beyond says that figures by two dimensions are more than the one by one.
func (w *table) beyond(d Dimension, value string, whole int) error {
	var parts []string
	for _, f := range w.given {
		if f.Of[d] == value {
			parts = append(parts, f.String())
		}
	}
	slices.Sort(parts)
	return contradiction("%s %s has %d children, and its parts more: %s", d, value, whole, strings.Join(parts, "; "))
}

// stuck names rows that have more children left than the columns open to them take.
func (w *table) stuck(f *flow, rows, cols margin, left int) error {
	var from, to []string
	for i, reached := range f.reachedRows {
		if reached {
			from = append(from, rows.values[i])
		}
	}
	for j, reached := range f.reachedCols {
		if reached {
			to = append(to, cols.values[j])
		}
	}
	return contradiction("of %s %s there are %d more than %s %s can take beside the cells given",
		w.row, strings.Join(from, ", "), left, w.col, fmt.Sprint(to))
}

// flow is a table on its way to being filled: what rows and columns have left, the
// cells, and which of them are given and stay as they are.
type flow struct {
	rows, cols  []int // left to place
	cells       [][]int
	fixed       [][]bool
	reachedRows []bool // by the last search
	reachedCols []bool
}

func newFlow(w *table, rows, cols margin) *flow {
	f := &flow{rows: make([]int, len(rows.values)), cols: make([]int, len(cols.values))}
	for j, c := range cols.values {
		f.cols[j] = cols.counts[c]
	}
	for i, r := range rows.values {
		f.rows[i] = rows.counts[r]
		f.cells, f.fixed = append(f.cells, make([]int, len(cols.values))), append(f.fixed, make([]bool, len(cols.values)))
		for j, c := range cols.values {
			if g, ok := w.given[[2]string{r, c}]; ok {
				f.fixed[i][j] = true
				f.rows[i] -= g.Count
				f.cols[j] -= g.Count
			}
		}
	}
	return f
}

func (f *flow) left() (n int) {
	for _, r := range f.rows {
		n += r
	}
	return n
}

// begin puts into each open cell its share, rounded down.
func (f *flow) begin() {
	whole := f.left()
	if whole == 0 {
		return
	}
	rows, cols := slices.Clone(f.rows), slices.Clone(f.cols)
	for i := range rows {
		for j := range cols {
			if n := rows[i] * cols[j] / whole; !f.fixed[i][j] {
				f.cells[i][j], f.rows[i], f.cols[j] = n, f.rows[i]-n, f.cols[j]-n
			}
		}
	}
}

// augment finds a way from a row that has children left to a column that has room,
// by adding to open cells and taking from filled ones, and goes it with as many
// children as it takes. It reports whether there is one.
func (f *flow) augment() bool {
	f.reachedRows, f.reachedCols = make([]bool, len(f.rows)), make([]bool, len(f.cols))
	rowFrom, colFrom := make([]int, len(f.rows)), make([]int, len(f.cols)) // the column, or row, before it on the way
	var queue []int                                                        // rows as they are, columns as -1-j
	for i, r := range f.rows {
		if rowFrom[i] = -1; r > 0 {
			f.reachedRows[i] = true
			queue = append(queue, i)
		}
	}
	for ; len(queue) > 0; queue = queue[1:] {
		if i := queue[0]; i >= 0 {
			for j := range f.cols {
				if !f.fixed[i][j] && !f.reachedCols[j] {
					f.reachedCols[j], colFrom[j] = true, i
					queue = append(queue, -1-j)
				}
			}
			continue
		}
		j := -1 - queue[0]
		if f.cols[j] > 0 {
			f.move(j, rowFrom, colFrom)
			return true
		}
		for i := range f.rows {
			if f.cells[i][j] > 0 && !f.reachedRows[i] {
				f.reachedRows[i], rowFrom[i] = true, j
				queue = append(queue, i)
			}
		}
	}
	return false
}

// move goes a way back from the column that it ends at.
func (f *flow) move(end int, rowFrom, colFrom []int) {
	most := f.cols[end]
	for i, j := colFrom[end], end; ; i = colFrom[j] {
		if j = rowFrom[i]; j < 0 {
			most = min(most, f.rows[i])
			break
		}
		most = min(most, f.cells[i][j])
	}
	f.cols[end] -= most
	for i, j := colFrom[end], end; ; i = colFrom[j] {
		f.cells[i][j] += most
		if j = rowFrom[i]; j < 0 {
			f.rows[i] -= most
			return
		}
		f.cells[i][j] -= most
	}
}

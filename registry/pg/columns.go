package pg

import (
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5/pgtype"

	"faro.example/shared/day"
)

// Columns are rows that one statement writes, as an array for each column, in
// the very bytes in which they are sent: written once, value by value, row after
// row. The statement takes them by unnest in its list of what is selected, which
// costs the server less than in FROM: there every value is kept in a table first.
type Columns struct {
	columns []column
	at      int    // whose value comes next
	rows    int    // about how many there will be
	lent    []byte // see [Send]; nil if there is none
}

// NewColumns makes room for about as many rows, of that many columns.
func NewColumns(columns, rows int) *Columns {
	c := &Columns{columns: make([]column, columns), rows: rows}
	for i := range c.columns {
		c.columns[i].of = c
	}
	return c
}

// Len is how many rows there are.
func (c *Columns) Len() int { return c.columns[0].length }

// Args are the arguments of the statement, in order.
func (c *Columns) Args() []any {
	out := make([]any, len(c.columns))
	for i := range c.columns {
		out[i] = &c.columns[i]
	}
	return out
}

// next gives the column whose value comes next, of so many bytes. Where there is
// no room it is made for values like this one in all rows that are to come.
func (c *Columns) next(length int) *column {
	to := &c.columns[c.at]
	if c.at++; c.at == len(c.columns) {
		c.at = 0
	}
	if need := 4 + length; cap(to.bytes)-len(to.bytes) < need {
		to.bytes = slices.Grow(to.bytes, need*max(1, c.rows-to.length))
	}
	to.length++
	to.bytes = binary.BigEndian.AppendUint32(to.bytes, uint32(length))
	return to
}

// Null adds a value that is absent.
func (c *Columns) Null() *Columns {
	to := c.next(0)
	to.nulls = true
	binary.BigEndian.PutUint32(to.bytes[len(to.bytes)-4:], nullElement)
	return c
}

// ID adds an identifier; NULL if it is zero.
func (c *Columns) ID(v [16]byte) *Columns {
	if v == [16]byte{} {
		return c.Null()
	}
	to := c.next(16)
	to.bytes = append(to.bytes, v[:]...)
	return c
}

// Text adds a text; NULL if it is empty.
func (c *Columns) Text(v string) *Columns {
	if v == "" {
		return c.Null()
	}
	to := c.next(len(v))
	to.bytes = append(to.bytes, v...)
	return c
}

// Bytes adds bytes; NULL if they are nil.
func (c *Columns) Bytes(v []byte) *Columns {
	if v == nil {
		return c.Null()
	}
	to := c.next(len(v))
	to.bytes = append(to.bytes, v...)
	return c
}

// Day adds a day; NULL if it is none.
func (c *Columns) Day(v day.Date) *Columns {
	if v.IsZero() {
		return c.Null()
	}
	to := c.next(4)
	to.bytes = binary.BigEndian.AppendUint32(to.bytes, uint32(int32(v.Sub(epoch))))
	return c
}

// Int adds a bigint.
func (c *Columns) Int(v int64) *Columns {
	to := c.next(8)
	to.bytes = binary.BigEndian.AppendUint64(to.bytes, uint64(v))
	return c
}

// Short adds an integer of the type integer.
func (c *Columns) Short(v int32) *Columns {
	to := c.next(4)
	to.bytes = binary.BigEndian.AppendUint32(to.bytes, uint32(v))
	return c
}

// Bool adds a boolean.
func (c *Columns) Bool(v bool) *Columns {
	to := c.next(1)
	if v {
		to.bytes = append(to.bytes, 1)
	} else {
		to.bytes = append(to.bytes, 0)
	}
	return c
}

// column is one array.
type column struct {
	of     *Columns
	bytes  []byte // each value with its length before it
	length int
	nulls  bool
}

// columnCodec is the codec of an array type that takes a column as well. What
// else is sent and read goes in binary form too.
type columnCodec struct {
	pgtype.Codec
	element uint32
}

// PreferredFormat is binary: as text, arrays are quoted and parsed.
func (columnCodec) PreferredFormat() int16 { return pgtype.BinaryFormatCode }

// PlanEncode plans the sending of a column.
func (c columnCodec) PlanEncode(m *pgtype.Map, oid uint32, format int16, value any) pgtype.EncodePlan {
	if _, ok := value.(*column); ok && format == pgtype.BinaryFormatCode {
		return encodeColumn{c.element}
	}
	return c.Codec.PlanEncode(m, oid, format, value)
}

type encodeColumn struct{ element uint32 }

// Encode appends the array. The first column makes room for all.
func (e encodeColumn) Encode(value any, buf []byte) ([]byte, error) {
	c, ok := value.(*column)
	if !ok || c.length != c.of.Len() || c.of.at != 0 {
		return nil, fmt.Errorf("a row that is not whole")
	}
	if c == &c.of.columns[0] {
		size := 0
		for i := range c.of.columns {
			size += arrayHeader + len(c.of.columns[i].bytes)
		}
		if len(buf)+size <= cap(c.of.lent) {
			buf = append(c.of.lent[:0], buf...)
		} else {
			buf = slices.Grow(buf, size)
		}
	}
	buf, nulls := appendArrayHeader(buf, e.element, c.length)
	if c.nulls {
		buf[nulls] = 1
	}
	return append(buf, c.bytes...), nil
}

// arrayHeader is how many bytes stand before the values of an array.
const arrayHeader = 20

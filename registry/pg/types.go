package pg

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"

	"github.com/jackc/pgx/v5/pgtype"

	"faro.example/shared/day"
)

// registerTypes teaches a connection to send and read identifiers and days,
// and arrays of them, in PostgreSQL's binary format. Without it they go as
// text, element by element; for what intake writes that is most of the work.
// An absent identifier and no day are NULL, as elements too; a nil slice is NULL.
func registerTypes(m *pgtype.Map) {
	ids := &pgtype.Type{Name: "uuid", OID: pgtype.UUIDOID, Codec: idCodec{}}
	m.RegisterType(ids)
	m.RegisterType(&pgtype.Type{Name: "_uuid", OID: pgtype.UUIDArrayOID,
		Codec: idsCodec{&pgtype.ArrayCodec{ElementType: ids}}})
	days := &pgtype.Type{Name: "date", OID: pgtype.DateOID, Codec: dayCodec{}}
	m.RegisterType(days)
	m.RegisterType(&pgtype.Type{Name: "_date", OID: pgtype.DateArrayOID,
		Codec: daysCodec{&pgtype.ArrayCodec{ElementType: days}}})
	if t, ok := m.TypeForOID(pgtype.ByteaOID); ok {
		m.RegisterType(&pgtype.Type{Name: "_bytea", OID: pgtype.ByteaArrayOID,
			Codec: bytesCodec{&pgtype.ArrayCodec{ElementType: t}}})
	}
	for array, element := range elements {
		if t, ok := m.TypeForOID(array); ok {
			m.RegisterType(&pgtype.Type{Name: t.Name, OID: array, Codec: columnCodec{t.Codec, element}})
		}
	}
}

// elements are the types of whose arrays intake writes columns.
var elements = map[uint32]uint32{
	pgtype.UUIDArrayOID: pgtype.UUIDOID, pgtype.DateArrayOID: pgtype.DateOID, pgtype.ByteaArrayOID: pgtype.ByteaOID,
	pgtype.TextArrayOID: pgtype.TextOID, pgtype.Int8ArrayOID: pgtype.Int8OID, pgtype.Int4ArrayOID: pgtype.Int4OID,
	pgtype.BoolArrayOID: pgtype.BoolOID,
}

var (
	sixteen = reflect.TypeFor[[16]byte]()
	zeroer  = reflect.TypeFor[interface{ IsZero() bool }]()
)

// isID reports whether t is an id.Of of something, which has no type of its own to ask for.
func isID(t reflect.Type) bool {
	return t != nil && t.Kind() == reflect.Array && t.ConvertibleTo(sixteen) && t.Implements(zeroer)
}

// idCodec is pgx's codec for uuid, and identifiers.
type idCodec struct{ pgtype.UUIDCodec }

// PlanEncode plans the sending of an identifier.
func (c idCodec) PlanEncode(m *pgtype.Map, oid uint32, format int16, value any) pgtype.EncodePlan {
	if format == pgtype.BinaryFormatCode && isID(reflect.TypeOf(value)) {
		return encodeID{}
	}
	return c.UUIDCodec.PlanEncode(m, oid, format, value)
}

// PlanScan plans the reading of an identifier.
func (c idCodec) PlanScan(m *pgtype.Map, oid uint32, format int16, target any) pgtype.ScanPlan {
	t := reflect.TypeOf(target)
	if format == pgtype.BinaryFormatCode && t != nil && t.Kind() == reflect.Pointer && isID(t.Elem()) {
		return scanID{}
	}
	return c.UUIDCodec.PlanScan(m, oid, format, target)
}

type encodeID struct{}

// Encode appends the 16 bytes.
func (encodeID) Encode(value any, buf []byte) ([]byte, error) {
	v, ok := reflect.ValueOf(value).Convert(sixteen).Interface().([16]byte)
	if !ok || v == [16]byte{} {
		return nil, nil
	}
	return append(buf, v[:]...), nil
}

type scanID struct{}

// Scan copies the 16 bytes.
func (scanID) Scan(src []byte, target any) error {
	dst := reflect.ValueOf(target).Elem()
	if src == nil {
		dst.SetZero()
		return nil
	}
	if len(src) != 16 {
		return fmt.Errorf("an identifier of %d bytes", len(src))
	}
	copy(dst.Bytes(), src)
	return nil
}

// idsCodec is pgx's codec for uuid[], quick for a slice of identifiers.
type idsCodec struct{ *pgtype.ArrayCodec }

// PlanEncode plans the sending of a slice of identifiers.
func (c idsCodec) PlanEncode(m *pgtype.Map, oid uint32, format int16, value any) pgtype.EncodePlan {
	t := reflect.TypeOf(value)
	if format == pgtype.BinaryFormatCode && t != nil && t.Kind() == reflect.Slice && isID(t.Elem()) {
		return encodeIDs{}
	}
	return c.ArrayCodec.PlanEncode(m, oid, format, value)
}

type encodeIDs struct{}

// Encode appends the array, without an allocation per element.
func (encodeIDs) Encode(value any, buf []byte) ([]byte, error) {
	s := reflect.ValueOf(value)
	if s.IsNil() {
		return nil, nil
	}
	buf, nulls := appendArrayHeader(buf, pgtype.UUIDOID, s.Len())
	for i := range s.Len() {
		b := s.Index(i).Bytes()
		if [16]byte(b) == [16]byte{} {
			buf = binary.BigEndian.AppendUint32(buf, nullElement)
			buf[nulls] = 1
			continue
		}
		buf = binary.BigEndian.AppendUint32(buf, 16)
		buf = append(buf, b...)
	}
	return buf, nil
}

// nullElement is the length, -1, that stands for a NULL.
const nullElement = math.MaxUint32

// appendArrayHeader appends the head of a one-dimensional array, and gives the
// place of the byte that says whether the array holds a NULL.
func appendArrayHeader(buf []byte, element uint32, length int) ([]byte, int) {
	dimensions := uint32(min(length, 1)) // an empty array has none
	buf = binary.BigEndian.AppendUint32(buf, dimensions)
	buf = binary.BigEndian.AppendUint32(buf, 0)
	nulls := len(buf) - 1
	buf = binary.BigEndian.AppendUint32(buf, element)
	if length > 0 {
		buf = binary.BigEndian.AppendUint32(buf, uint32(length))
		buf = binary.BigEndian.AppendUint32(buf, 1) // the first index
	}
	return buf, nulls
}

// PostgreSQL counts days from 1 January 2000; the two ends of the range are
// its infinities, which are no day.
var epoch = day.Of(2000, 1, 1)

// dayCodec is pgx's codec for date, and days.
type dayCodec struct{ pgtype.DateCodec }

// PlanEncode plans the sending of a day.
func (c dayCodec) PlanEncode(m *pgtype.Map, oid uint32, format int16, value any) pgtype.EncodePlan {
	if _, ok := value.(day.Date); ok && format == pgtype.BinaryFormatCode {
		return encodeDay{}
	}
	return c.DateCodec.PlanEncode(m, oid, format, value)
}

// PlanScan plans the reading of a day.
func (c dayCodec) PlanScan(m *pgtype.Map, oid uint32, format int16, target any) pgtype.ScanPlan {
	if _, ok := target.(*day.Date); ok && format == pgtype.BinaryFormatCode {
		return scanDay{}
	}
	return c.DateCodec.PlanScan(m, oid, format, target)
}

type encodeDay struct{}

// Encode appends the number of the day.
func (encodeDay) Encode(value any, buf []byte) ([]byte, error) {
	d, ok := value.(day.Date)
	if !ok || d.IsZero() {
		return nil, nil
	}
	return binary.BigEndian.AppendUint32(buf, uint32(int32(d.Sub(epoch)))), nil
}

type scanDay struct{}

// Scan reads the number of the day.
func (scanDay) Scan(src []byte, target any) error {
	dst, ok := target.(*day.Date)
	if !ok {
		return errors.New("a date read into something else")
	}
	if src == nil {
		*dst = day.Date{}
		return nil
	}
	if len(src) != 4 {
		return fmt.Errorf("a date of %d bytes", len(src))
	}
	n := int32(binary.BigEndian.Uint32(src))
	if n == math.MinInt32 || n == math.MaxInt32 {
		return errors.New("an infinite date is no day")
	}
	*dst = epoch.Add(int(n))
	return nil
}

// daysCodec is pgx's codec for date[], quick for a slice of days.
type daysCodec struct{ *pgtype.ArrayCodec }

// PlanEncode plans the sending of a slice of days.
func (c daysCodec) PlanEncode(m *pgtype.Map, oid uint32, format int16, value any) pgtype.EncodePlan {
	if _, ok := value.([]day.Date); ok && format == pgtype.BinaryFormatCode {
		return encodeDays{}
	}
	return c.ArrayCodec.PlanEncode(m, oid, format, value)
}

type encodeDays struct{}

// Encode appends the array.
func (encodeDays) Encode(value any, buf []byte) ([]byte, error) {
	days, ok := value.([]day.Date)
	if !ok || days == nil {
		return nil, nil
	}
	buf, nulls := appendArrayHeader(buf, pgtype.DateOID, len(days))
	for _, d := range days {
		if d.IsZero() {
			buf = binary.BigEndian.AppendUint32(buf, nullElement)
			buf[nulls] = 1
			continue
		}
		buf = binary.BigEndian.AppendUint32(buf, 4)
		buf = binary.BigEndian.AppendUint32(buf, uint32(int32(d.Sub(epoch))))
	}
	return buf, nil
}

// bytesCodec is pgx's codec for bytea[], which holds most of the bytes that
// intake writes: it makes room for them once.
type bytesCodec struct{ *pgtype.ArrayCodec }

// PlanEncode plans the sending of byte strings.
func (c bytesCodec) PlanEncode(m *pgtype.Map, oid uint32, format int16, value any) pgtype.EncodePlan {
	if _, ok := value.([][]byte); ok && format == pgtype.BinaryFormatCode {
		return encodeBytes{}
	}
	return c.ArrayCodec.PlanEncode(m, oid, format, value)
}

type encodeBytes struct{}

// Encode appends the array; a nil element is NULL.
func (encodeBytes) Encode(value any, buf []byte) ([]byte, error) {
	items, ok := value.([][]byte)
	if !ok || items == nil {
		return nil, nil
	}
	size := 20
	for _, b := range items {
		size += 4 + len(b)
	}
	buf, nulls := appendArrayHeader(slices.Grow(buf, size+size/2), pgtype.ByteaOID, len(items)) // more columns follow
	for _, b := range items {
		if b == nil {
			buf = binary.BigEndian.AppendUint32(buf, nullElement)
			buf[nulls] = 1
			continue
		}
		buf = binary.BigEndian.AppendUint32(buf, uint32(len(b)))
		buf = append(buf, b...)
	}
	return buf, nil
}

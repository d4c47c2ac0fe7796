package orm

import (
	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/sqlast"
)

// rowList is what many rows have in some columns, by which statements find them.
type rowList struct {
	table   *table
	columns []*column
	values  []driver.Value // of one row behind the other
}

// len is the number of rows.
func (r *rowList) len() int { return len(r.values) / len(r.columns) }

// row is the values of one row.
func (r *rowList) row(i int) []driver.Value {
	return r.values[i*len(r.columns) : (i+1)*len(r.columns)]
}

// maxPortion is how many rows a statement names that takes a list of any length.
const maxPortion = 1 << 16

// portion is how many rows one statement names.
func (r *rowList) portion() int {
	can, width := r.table.db.capabilities, len(r.columns)
	if width == 1 && can.PackedFrom > 0 || can.PackedRows {
		return maxPortion
	}
	size := 1
	for size*2 <= maxRowList && size*2*width <= can.Parameters {
		size *= 2
	}
	return size
}

// among is the condition that a row is one of n of these. It adds its shape to the scratch's key, and its values to the
// scratch's.
func (r *rowList) among(s *scratch, from, n int) sqlast.Expr {
	width := len(r.columns)
	list := r.values[from*width : (from+n)*width]
	s.key = appendPlaces(s.key, r.columns)
	if width > 1 {
		return r.amongRows(s, list)
	}
	in := sqlast.In{X: sqlast.Column{Name: r.columns[0].name}, N: bucket(n)}
	if travelsPacked(n, r.table.db.capabilities.PackedFrom) {
		in = sqlast.In{X: in.X, Packed: true, Long: n > longList, Type: r.columns[0].typ}
		s.key = append(s.key, 2|flag(in.Long))
		s.values = append(s.values, driver.ListValue(list))
		return in
	}
	s.key = appendSize(append(s.key, 0), in.N)
	s.values = padded(append(s.values, list...), list[n-1:], in.N-n)
	return in
}

func (r *rowList) amongRows(s *scratch, list []driver.Value) sqlast.Expr {
	width := len(r.columns)
	n := len(list) / width
	rows := sqlast.InRows{N: bucket(n)}
	for _, c := range r.columns {
		rows.X = append(rows.X, sqlast.Column{Name: c.name})
	}
	if r.table.db.capabilities.PackedRows {
		rows = sqlast.InRows{X: rows.X, Packed: true, Types: columnTypes(r.columns)}
		s.key = append(s.key, 2)
		for c := range r.columns {
			column := make([]driver.Value, n)
			for i := range column {
				column[i] = list[i*width+c]
			}
			s.values = append(s.values, driver.ListValue(column))
		}
		return rows
	}
	s.key = appendSize(append(s.key, 0), rows.N)
	s.values = padded(append(s.values, list...), list[len(list)-width:], rows.N-n)
	return rows
}

// appendPlaces writes columns into the shape of a statement.
func appendPlaces(key []byte, columns []*column) []byte {
	key = append(key, byte(len(columns)))
	for _, c := range columns {
		key = append(key, byte(c.place), byte(c.place>>8))
	}
	return key
}

// appendSize writes the length of a list into the shape of a statement.
func appendSize(key []byte, n int) []byte { return append(key, byte(n), byte(n>>8), byte(n>>16)) }

// padded appends a row of values so many times.
func padded(list, row []driver.Value, times int) []driver.Value {
	for range times {
		list = append(list, row...)
	}
	return list
}

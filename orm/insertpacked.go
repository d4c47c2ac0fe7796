package orm

import (
	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/schema"
)

// packedRows is how many rows one statement carries whose parameters are lists, one for each column.
const packedRows = 4096

// packed writes the objects at some places by statements of one text, whatever their number.
func (b *batch) packed(l *lease, list []int) error {
	s := newScratch()
	defer s.free()
	p, err := b.plan(s, 0, true)
	if err != nil {
		return err
	}
	var pack packer
	for len(list) > 0 {
		n, err := pack.fill(len(b.write), len(list), func(dst []driver.Value, i int) ([]driver.Value, error) { return b.appendRow(dst, list[i]) })
		if err != nil {
			return err
		}
		s.values = pack.lists(s.values[:0])
		if err := b.send(l, s, p, list[:n], b.match); err != nil {
			return err
		}
		if l.pipeline != nil {
			pack = packer{} // the lists wait there
		}
		list = list[n:]
	}
	return nil
}

// packer turns rows into lists of what they have in each column. Its memory is used again.
type packer struct {
	row     []driver.Value
	columns [][]driver.Value
}

// fill takes rows until there are none left or their statement is large enough, and returns how many it took.
func (p *packer) fill(width, rows int, row func(dst []driver.Value, i int) ([]driver.Value, error)) (n int, err error) {
	if p.columns == nil {
		p.columns = make([][]driver.Value, width)
	}
	for i := range p.columns {
		p.columns[i] = p.columns[i][:0]
	}
	for size := 0; n < min(rows, packedRows) && size < largeStatement; n++ {
		if p.row, err = row(p.row[:0], n); err != nil {
			return n, err
		}
		for i, v := range p.row {
			p.columns[i] = append(p.columns[i], v)
		}
		size += payload(p.row)
	}
	return n, nil
}

// lists appends the columns as the statement's parameters.
func (p *packer) lists(dst []driver.Value) []driver.Value {
	for i := range p.columns {
		dst = append(dst, driver.ListValue(p.columns[i]))
	}
	return dst
}

func columnTypes(columns []*column) []schema.Type {
	types := make([]schema.Type, len(columns))
	for i, c := range columns {
		types[i] = c.typ
	}
	return types
}

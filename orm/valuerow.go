package orm

import "github.com/rowankit/rowan/driver"

// valueRow is a row of values that never were in a database.
type valueRow []driver.Value

var _ driver.Row = valueRow(nil)

func (r valueRow) Kind(i int) driver.Kind { return r[i].Kind() }

func (r valueRow) Int(i int) int64 { return r[i].Int() }

func (r valueRow) Float(i int) float64 { return r[i].Float() }

func (r valueRow) Time(i int) (int64, bool) { return r[i].Int(), r[i].Kind() == driver.Time }

func (r valueRow) Bytes(i int) []byte {
	if r[i].Kind() == driver.Text {
		return []byte(r[i].Text())
	}
	return r[i].Bytes()
}

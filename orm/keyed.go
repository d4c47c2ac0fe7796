package orm

import (
	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/orm/internal/layout"
)

// keyed numbers the distinct values that objects lead by, in the order in which they appear.
type keyed struct {
	width  int            // how many columns a key has
	values []driver.Value // of all keys, one key behind the other
	of     []int32        // for each object, the number of its key; -1 for one that leads nowhere

	whole bool // a key is one whole number
	ints  map[int64]int32
	texts map[string]int32
	row   []driver.Value
	buf   []byte
}

// keysOf numbers the keys of objects: what they hold in the columns. An object may be nil.
func keysOf(objs []layout.Pointer, columns []*column) (*keyed, error) {
	k := newKeyed(columns, len(objs))
	k.of = make([]int32, len(objs))
	for i, obj := range objs {
		if obj.Nil() {
			k.of[i] = -1
			continue
		}
		number, err := k.number(obj, columns, true)
		if err != nil {
			return nil, err
		}
		k.of[i] = number
	}
	return k, nil
}

// newKeyed numbers keys of the kind that the columns hold, with room for n.
func newKeyed(columns []*column, n int) *keyed {
	k := &keyed{width: len(columns), whole: len(columns) == 1 && columns[0].whole()}
	if k.whole {
		k.ints = make(map[int64]int32, n)
	} else {
		k.texts = make(map[string]int32, n)
	}
	return k
}

// whole tells a column of whole numbers that lie in memory as they are stored.
func (c *column) whole() bool { return c.typ.Kind.Integer() && c.value.Kind != layout.Own }

// len is the number of keys.
func (k *keyed) len() int { return len(k.values) / max(k.width, 1) }

// number finds the key that an object holds in some columns; -1 when it is NULL in part, or unknown and not to be added.
func (k *keyed) number(obj layout.Pointer, columns []*column, add bool) (int32, error) {
	if k.whole {
		return k.int(obj, columns[0], add)
	}
	k.row = k.row[:0]
	for _, c := range columns {
		v, err := c.encode(obj)
		if err != nil || v.Kind() == driver.Null {
			return -1, err
		}
		if v.Kind() == driver.Bytes {
			b := append([]byte{}, v.Bytes()...) // the object's own bytes may change
			v = driver.BytesValue(&b)
		}
		k.row = append(k.row, v)
	}
	k.buf = appendIdentity(k.buf[:0], k.row)
	n, known := k.texts[string(k.buf)]
	switch {
	case known:
		return n, nil
	case !add:
		return -1, nil
	}
	n = int32(len(k.texts))
	k.texts[string(k.buf)] = n
	k.values = append(k.values, k.row...)
	return n, nil
}

func (k *keyed) int(obj layout.Pointer, c *column, add bool) (int32, error) {
	var x int64
	if c.value.Kind == layout.Int64 && c.value.Nullable == layout.NotNull {
		x = *layout.At[int64](obj, c.offset)
	} else {
		v, err := c.encode(obj)
		if err != nil || v.Kind() == driver.Null {
			return -1, err
		}
		x = v.Int()
	}
	n, known := k.ints[x]
	switch {
	case known:
		return n, nil
	case !add:
		return -1, nil
	}
	n = int32(len(k.ints))
	k.ints[x] = n
	k.values = append(k.values, driver.IntValue(x))
	return n, nil
}

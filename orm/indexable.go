package orm

import "github.com/rowankit/rowan/schema"

// maxIndexed is how many fields an index of every database takes; MySQL's limit is the lowest.
const maxIndexed = 16

// maxIndexSize is how many characters the columns of a key or an index may have together, so that every database takes
// it; MariaDB's limit of 3072 bytes is the lowest, and leaves room for columns that are no text.
const maxIndexSize = 600

// indexable holds columns to what a key or an index of every database takes. A unique one looks at folded text.
func (d *definition) indexable(columns []*column, what string, unique bool) {
	total := 0
	for _, c := range columns {
		folds := unique && c.uniqueFold
		switch n, kind := c.indexSize(folds), c.typ.Kind; {
		case c.incomparable():
			d.add(c.field, "is stored as %s, which stands in no key, unique or index; leave it out of %s", kind, what)
			return
		case n == 0 && c.unsized:
			return
		case n == 0 && folds:
			d.add(c.field, "is UniqueFold and has no Size; add .Size(n) with at most %d characters, which an index of folded text takes", maxIndexSize/foldGrows)
			c.unsized = true
			return
		case n == 0:
			d.add(c.field, "stands in %s and has no Size; add .Size(n), for an index takes %d characters of all its columns together", what, maxIndexSize)
			c.unsized = true
			return
		default:
			total += max(n, 0)
		}
	}
	if total > maxIndexSize {
		d.add(columns[0].field, "makes %s %d characters long, and an index takes %d of all its columns together%s; make their Sizes smaller", what, total, maxIndexSize, folding(columns, unique))
	}
}

// indexSize is how many characters a column brings into an index: 0 when nobody knows, and less when it is no text.
func (c *column) indexSize(folds bool) int {
	switch {
	case c.typ.Kind == schema.Text && folds:
		return foldGrows * c.typ.Size
	case c.typ.Kind == schema.Text:
		return c.typ.Size
	case c.typ.Kind == schema.Bytes:
		return (c.typ.Size + 3) / 4
	}
	return -1
}

func folding(columns []*column, unique bool) string {
	for _, c := range columns {
		if unique && c.uniqueFold {
			return " (UniqueFold counts three times, for folded text may be longer)"
		}
	}
	return ""
}

package orm

import (
	"context"
	"math"
)

// Page is one page of a long list, with what a pager needs.
type Page[T any] struct {
	Items  []*T
	Number int   // from 1
	Size   int   // how many items a full page has
	Total  int64 // how many items all pages have together
}

// Page returns the page of that number, counted from 1, of the query's rows in pages of a size. A page
// behind the last one has no items. Both are positive; anything else is an error of the kind Invalid. The
// rows and their total number are read by two statements, which see one moment only in a transaction.
func (q Query[T]) Page(ctx context.Context, r Reader, number, size int) (*Page[T], error) {
	return pageOf(ctx, r, pager[T]{
		invalid: q.model.mapping().invalid, bounded: q.parts.bounded(), count: q.Count,
		rows: func(limit, offset int) ([]*T, error) { return q.Limit(limit).Offset(offset).All(ctx, r) },
	}, number, size)
}

// Page returns the page of that number, as Query.Page does. Rows that are equal in all terms of the order, as all are without
// one, may stand on either of two pages: end the order with what tells every row.
func (s Selection[R]) Page(ctx context.Context, r Reader, number, size int) (*Page[R], error) {
	return pageOf(ctx, r, pager[R]{
		invalid: rowShapeOf[R]().invalid, bounded: s.parts.parts.bounded(), count: s.Count,
		rows: func(limit, offset int) ([]*R, error) { return s.Limit(limit).Offset(offset).All(ctx, r) },
	}, number, size)
}

// pager is what there are pages of.
type pager[T any] struct {
	invalid func(format string, args ...any) error
	bounded bool
	count   func(context.Context, Reader) (int64, error)
	rows    func(limit, offset int) ([]*T, error)
}

func pageOf[T any](ctx context.Context, r Reader, of pager[T], number, size int) (*Page[T], error) {
	if number < 1 || size < 1 || number > math.MaxInt/size {
		return nil, of.invalid("Page(%d, %d); pages are counted from 1 and hold at least 1 row", number, size)
	}
	if of.bounded {
		return nil, of.invalid("Page of a query with a Limit or Offset; leave them to Page")
	}
	total, err := of.count(ctx, r)
	if err != nil {
		return nil, err
	}
	p := &Page[T]{Items: []*T{}, Number: number, Size: size, Total: total}
	if first := int64(number-1) * int64(size); first < total {
		if p.Items, err = of.rows(size, int(first)); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// Pages returns the number of pages, at least 1.
func (p *Page[T]) Pages() int {
	size := int64(max(p.Size, 1))
	return int(max((p.Total+size-1)/size, 1))
}

// HasPrevious reports whether a page comes before this one.
func (p *Page[T]) HasPrevious() bool { return p.Number > 1 }

// HasNext reports whether a page comes after this one.
func (p *Page[T]) HasNext() bool { return p.Number < p.Pages() }

// Previous returns the number of the page before.
func (p *Page[T]) Previous() int { return p.Number - 1 }

// Next returns the number of the page after.
func (p *Page[T]) Next() int { return p.Number + 1 }

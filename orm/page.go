package orm

import (
	"context"
	"math"

	"github.com/rowankit/rowan/orm/internal/layout"
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
	a := q.question()
	total, objs, err := a.page(ctx, r, slab[T], number, size)
	if err != nil {
		return nil, err
	}
	return &Page[T]{Items: layout.List[T](objs), Number: number, Size: size, Total: total}, nil
}

func (q *question) page(ctx context.Context, r Reader, slab func(n int) layout.Pointer, number, size int) (total int64, objs []layout.Pointer, err error) {
	if err := checkPage(q.m, number, size, q.bounded()); err != nil {
		return 0, nil, err
	}
	if total, err = q.number(ctx, r); err != nil {
		return 0, nil, err
	}
	first := int64(number-1) * int64(size)
	if first >= total {
		return total, []layout.Pointer{}, nil
	}
	q.limit, q.limited, q.offset = size, true, int(first)
	objs, err = q.all(ctx, r, slab)
	return total, objs, err
}

// checkPage refuses pages that no list has.
func checkPage(m *mapper, number, size int, bounded bool) error {
	if number < 1 || size < 1 || number > math.MaxInt/size {
		return m.invalid("Page(%d, %d); pages are counted from 1 and hold at least 1 row", number, size)
	}
	if bounded {
		return m.invalid("Page of a query with a Limit or Offset; leave them to Page")
	}
	return nil
}

// Page returns the page of that number, as Query.Page does. Rows that are equal in all terms of the order, as all are without
// one, may stand on either of two pages: end the order with what tells every row.
func (s Selection[R]) Page(ctx context.Context, r Reader, number, size int) (*Page[R], error) {
	total, rows, err := s.asking().page(ctx, r, slab[R], number, size)
	if err != nil {
		return nil, err
	}
	return &Page[R]{Items: layout.List[R](rows), Number: number, Size: size, Total: total}, nil
}

func (a *asking) page(ctx context.Context, r Reader, slab func(n int) layout.Pointer, number, size int) (total int64, rows []layout.Pointer, err error) {
	if err := checkPage(a.shape, number, size, a.parts.bounded()); err != nil {
		return 0, nil, err
	}
	if total, err = a.number(ctx, r); err != nil {
		return 0, nil, err
	}
	first := int64(number-1) * int64(size)
	if first >= total {
		return total, []layout.Pointer{}, nil
	}
	a.parts.limit, a.parts.limited, a.parts.offset = size, true, int(first)
	rows, err = a.all(ctx, r, slab)
	return total, rows, err
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

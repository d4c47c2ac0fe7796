package main

import (
	"context"
	"fmt"
	"io"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

// A batch is stored when it has so many rows, or when so much of the file has been read for it.
const (
	batchRows  = 1000
	batchBytes = 4 << 20
)

// batch is rows of a sheet on their way into a table. It remembers where they stood.
type batch[T any] struct {
	model  *orm.Model[T]
	tx     *orm.Tx
	sheet  *sheet
	fields []string // of T, those that the sheet's columns fill; "" for a column that fills none
	objs   []*T
	places []place // of all columns of all rows
	began  int64   // how much of the file was read before
	rows   int     // that are stored
}

func newBatch[T any](model *orm.Model[T], tx *orm.Tx, s *sheet) (*batch[T], error) {
	b := &batch[T]{model: model, tx: tx, sheet: s, fields: make([]string, len(s.columns))}
	fields, err := model.Fields()
	for i, name := range s.columns {
		for _, f := range fields {
			if f.Column == name {
				b.fields[i] = f.Name
			}
		}
	}
	return b, err
}

// copy stores all rows of the sheet as the objects that read makes of them, and tells stored of each batch.
func (b *batch[T]) copy(ctx context.Context, show progress, read func() (*T, error), stored func([]*T)) error {
	for more := true; more; {
		switch err := b.sheet.next(); {
		case err == io.EOF:
			more = false
		case err != nil:
			return err
		default:
			obj, err := read()
			if err != nil {
				return err
			}
			b.add(obj)
		}
		if more && len(b.objs) < batchRows && b.sheet.source.all-b.began < batchBytes {
			continue
		}
		if err := b.store(ctx); err != nil {
			return err
		}
		stored(b.objs)
		b.rows += len(b.objs)
		clear(b.objs)
		b.objs, b.places, b.began = b.objs[:0], b.places[:0], b.sheet.source.all
		show(b.sheet.path, b.rows, b.sheet.source.share())
	}
	return nil
}

// add takes the sheet's row.
func (b *batch[T]) add(obj *T) {
	b.objs = append(b.objs, obj)
	for i := range b.sheet.columns {
		b.places = append(b.places, b.sheet.place(i))
	}
}

func (b *batch[T]) store(ctx context.Context) error {
	err := b.model.InsertAll(ctx, b.tx, b.objs)
	if len(fault.Violations(err)) > 0 {
		return b.find(ctx, err)
	}
	return err
}

// find finds the row for which the batch was refused. The transaction is not going to be kept, so rows are stored one by
// one until it happens again.
func (b *batch[T]) find(ctx context.Context, refused error) error {
	for i, obj := range b.objs {
		err := b.model.Insert(ctx, b.tx, obj)
		if v := fault.Violations(err); len(v) > 0 {
			return b.refused(b.places[i*len(b.fields):], v[0])
		}
		if err != nil {
			return err
		}
	}
	return fmt.Errorf("%s: %w", b.sheet.path, refused)
}

// refused says what is wrong with a row whose columns stand at some places.
func (b *batch[T]) refused(places []place, v fault.Violation) error {
	for i, field := range b.fields {
		if field == v.Field && field != "" {
			return b.sheet.wrongAt(places[i], "%s %s", b.sheet.columns[i], v.Message)
		}
	}
	return b.sheet.wrongAt(places[0], "%s %s", v.Field, v.Message)
}

package orm_test

import (
	"context"

	"github.com/rowankit/rowan/orm"
)

type (
	eventOfLess    struct{ columns }
	eventOfTx      struct{ columns }
	eventByValue   struct{ columns }
	eventInPart    struct{ eventByValue }
	eventOverParts struct {
		ID int64
		partOfEvent
	}
	partOfEvent struct{ By string }
)

func (m *eventOfLess) BeforeInsert(ctx context.Context) error               { return nil }
func (m *eventOfTx) AfterLoad(ctx context.Context, tx *orm.Tx) error        { return nil }
func (m eventByValue) BeforeUpdate(ctx context.Context, r orm.Reader) error { return nil }
func (m *partOfEvent) AfterDelete(ctx context.Context, r orm.Reader) error  { return nil }
func (m *eventOverParts) AfterDelete(ctx context.Context, r orm.Reader)     {}

func mistakenEvents() []mistaken {
	return []mistaken{
		wrong[eventOfLess]("an event without a Reader"),
		wrong[eventOfTx]("an event with a Tx"),
		wrong[eventByValue]("an event with a value receiver"),
		wrong[eventInPart]("an embedded struct whose event has a value receiver"),
		wrong[eventOverParts]("an event without an error over that of an embedded struct"),
	}
}

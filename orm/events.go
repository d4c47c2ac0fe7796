package orm

import (
	"context"
	"reflect"
)

// BeforeInserter is a model that is told before an object of it is stored as a new row: by Insert, InsertAll,
// InsertOrIgnore, InsertOrUpdate and InsertWith, and by the flush of a session. It may change the object, which is
// normalized and held to the model's rules afterwards. An error keeps everything that the call was to write from being
// written; a fault.Refuse shows in a form.
//
// All events follow the same rules. The method has a pointer receiver. r is what the write or read was given: a DB, a Tx
// or a Session; a Tx is also a Writer. Embedded structs have events of their own, each told once, inner before outer and
// those before the struct that embeds them: one that declares the same method need not call theirs. Before... runs before
// a connection is asked for. When the write fails, the object is what it was before the event. After... runs when the rows
// of the whole call are there; its error is the call's, and the rows stay unless a transaction or a session takes them
// back, so a model whose After... may fail is written inside of one.
//
// Events are of objects. Rows that are changed without one have none: by Update and Delete of a query, by raw SQL, and
// those that the database removes or changes by itself, with the row that they refer to. Neither have the pairs of Link
// and Unlink; where they are rows of a model with events of what they do, they are refused.
type BeforeInserter interface {
	BeforeInsert(ctx context.Context, r Reader) error
}

// AfterInserter is a model that is told after an object of it was stored as a new row, with the key that the database
// gave it. Of InsertOrIgnore it is told only when the row is new; of InsertOrUpdate always, since databases do not tell
// which of the two they did. See BeforeInserter.
type AfterInserter interface {
	AfterInsert(ctx context.Context, r Reader) error
}

// BeforeUpdater is a model that is told before an object's values are written to its row, by Update, UpdateAll or the
// flush of a session. Columns that it changes are written too, where the call names others. See BeforeInserter.
type BeforeUpdater interface {
	BeforeUpdate(ctx context.Context, r Reader) error
}

// AfterUpdater is a model that is told after an object's values were written to its row. See BeforeInserter.
type AfterUpdater interface {
	AfterUpdate(ctx context.Context, r Reader) error
}

// BeforeDeleter is a model that is told before an object's row is removed, by Delete, DeleteAll or the flush of a
// session. See BeforeInserter.
type BeforeDeleter interface {
	BeforeDelete(ctx context.Context, r Reader) error
}

// AfterDeleter is a model that is told after an object's row was removed. See BeforeInserter.
type AfterDeleter interface {
	AfterDelete(ctx context.Context, r Reader) error
}

// AfterLoader is a model that is told when an object of it comes from the database: by a query, a Get, a relation or
// Refresh, with its columns filled in. All objects that come together are there before the first is told; its relations
// may not be loaded yet. An error is that of the read, which then returns no objects. In a session an object that was held
// already is not told again, unless its columns were read anew. See BeforeInserter.
type AfterLoader interface {
	AfterLoad(ctx context.Context, r Reader) error
}

// event is what happens to objects; together they are a set.
type event uint8

const (
	beforeInsert event = 1 << iota
	afterInsert
	beforeUpdate
	afterUpdate
	beforeDelete
	afterDelete
	afterLoad
)

// occasion is how one event is found on a type, and told. The names are constants where reflection asks for them: only
// so can the linker leave out the methods that nobody calls.
type occasion struct {
	event event
	name  string
	find  func(reflect.Type) (reflect.Method, bool)
	tell  func(ctx context.Context, r Reader, obj any) error
}

var occasions = [...]occasion{
	{beforeInsert, "BeforeInsert",
		func(t reflect.Type) (reflect.Method, bool) { return t.MethodByName("BeforeInsert") },
		func(ctx context.Context, r Reader, obj any) error { return obj.(BeforeInserter).BeforeInsert(ctx, r) }},
	{afterInsert, "AfterInsert",
		func(t reflect.Type) (reflect.Method, bool) { return t.MethodByName("AfterInsert") },
		func(ctx context.Context, r Reader, obj any) error { return obj.(AfterInserter).AfterInsert(ctx, r) }},
	{beforeUpdate, "BeforeUpdate",
		func(t reflect.Type) (reflect.Method, bool) { return t.MethodByName("BeforeUpdate") },
		func(ctx context.Context, r Reader, obj any) error { return obj.(BeforeUpdater).BeforeUpdate(ctx, r) }},
	{afterUpdate, "AfterUpdate",
		func(t reflect.Type) (reflect.Method, bool) { return t.MethodByName("AfterUpdate") },
		func(ctx context.Context, r Reader, obj any) error { return obj.(AfterUpdater).AfterUpdate(ctx, r) }},
	{beforeDelete, "BeforeDelete",
		func(t reflect.Type) (reflect.Method, bool) { return t.MethodByName("BeforeDelete") },
		func(ctx context.Context, r Reader, obj any) error { return obj.(BeforeDeleter).BeforeDelete(ctx, r) }},
	{afterDelete, "AfterDelete",
		func(t reflect.Type) (reflect.Method, bool) { return t.MethodByName("AfterDelete") },
		func(ctx context.Context, r Reader, obj any) error { return obj.(AfterDeleter).AfterDelete(ctx, r) }},
	{afterLoad, "AfterLoad",
		func(t reflect.Type) (reflect.Method, bool) { return t.MethodByName("AfterLoad") },
		func(ctx context.Context, r Reader, obj any) error { return obj.(AfterLoader).AfterLoad(ctx, r) }},
}

package compile

import (
	"context"

	"github.com/rowankit/rowan/orm"
)

type item struct {
	ID   int64
	Name string
}

var (
	items  = orm.Define[item]()
	things = orm.Define[thing]()
)

type thing struct {
	ID   int64
	Name string
	Age  int
}

func (m *thing) Define(t *orm.Table[thing]) {
	t.Column(&m.Name).Size(100)
}

func insertOnReadTx(ctx context.Context, tx *orm.ReadTx) error {
	return items.Insert(ctx, tx, &item{}) // error: *orm.ReadTx does not implement orm.Writer
}

func insertOnReadTxOK(ctx context.Context, tx *orm.Tx) error {
	return items.Insert(ctx, tx, &item{})
}

func updateOnReadTx(ctx context.Context, tx *orm.ReadTx) (int64, error) {
	return items.Every().Update(ctx, tx, orm.Set(&items.C.Name, "x")) // error: does not implement orm.Writer
}

func updateOnReadTxOK(ctx context.Context, tx *orm.Tx) (int64, error) {
	return items.Every().Update(ctx, tx, orm.Set(&items.C.Name, "x"))
}

func deleteOnReadTx(ctx context.Context, tx *orm.ReadTx) error {
	return items.Delete(ctx, tx, &item{}) // error: does not implement orm.Writer
}

func deleteOnReadTxOK(ctx context.Context, db *orm.DB) error {
	return items.Delete(ctx, db, &item{})
}

func execOnReadTx(ctx context.Context, tx *orm.ReadTx) (int64, error) {
	return orm.Exec(ctx, tx, orm.SQL("DELETE FROM item")) // error: does not implement orm.Writer
}

func execOnReadTxOK(ctx context.Context, tx *orm.Tx) (int64, error) {
	return orm.Exec(ctx, tx, orm.SQL("DELETE FROM item"))
}

func readOnReadTxIsWrong(ctx context.Context, tx *orm.ReadTx) (*thing, error) {
	return items.Get(ctx, tx, 1) // error: cannot use items.Get
}

func readOnReadTxIsWrongOK(ctx context.Context, tx *orm.ReadTx) (*item, error) {
	return items.Get(ctx, tx, 1)
}

func objectOfAnotherModel(ctx context.Context, db *orm.DB) error {
	return items.Insert(ctx, db, &thing{}) // error: cannot use &thing{}
}

func objectOfAnotherModelOK(ctx context.Context, db *orm.DB) error {
	return things.Insert(ctx, db, &thing{})
}

func objectByValue(ctx context.Context, db *orm.DB, i item) error {
	return items.Insert(ctx, db, i) // error: cannot use i
}

func objectByValueOK(ctx context.Context, db *orm.DB, i item) error {
	return items.Insert(ctx, db, &i)
}

func ownWriter(ctx context.Context) error {
	type writer struct{}
	return items.Insert(ctx, writer{}, &item{}) // error: does not implement orm.Writer
}

func ownWriterOK(ctx context.Context, db *orm.DB) error {
	return items.Insert(ctx, db, &item{})
}

func serverDefaultOfAVariable(c *orm.Column, text string) *orm.Column {
	return c.ServerDefault(text) // error: as orm.ConstText value
}

func serverDefaultOfAVariableOK(c *orm.Column) *orm.Column {
	return c.ServerDefault("lower(hex(randomblob(16)))")
}

func noModel() *orm.ModelSet {
	return orm.Models(item{}) // error: item does not implement orm.AnyModel
}

func noModelOK() *orm.ModelSet {
	return orm.Models(items)
}

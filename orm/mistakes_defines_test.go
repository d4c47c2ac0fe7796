package orm_test

import "github.com/rowankit/rowan/orm"

type (
	valueReceiver struct{ columns }
	wrongTable    struct{ columns }
	wrongResult   struct{ columns }
	wrongArgument struct{ columns }
	noArgument    struct{ columns }
	// tableOfPart says of itself what it should say of the struct embedded in it.
	tableOfPart struct {
		ID int64
		audited
	}
	partByValue struct {
		ID int64
		auditedByValue
	}
	audited struct{ By string }
	// auditedByValue is wrong by itself, wherever it is embedded.
	auditedByValue struct{ By string }
	partOddly      struct {
		ID int64
		auditedOddly
	}
	auditedOddly struct{ By string }
)

func (m valueReceiver) Define(t *orm.Table[valueReceiver])    { t.Column(&m.Name).Size(100) }
func (m *wrongTable) Define(t *orm.Table[columns])            { t.Name("wrong") }
func (m *wrongResult) Define(t *orm.Table[wrongResult]) error { return nil }
func (m *wrongArgument) Define(t orm.Table[wrongArgument])    {}
func (m *noArgument) Define()                                 {}
func (m *audited) Define(t *orm.Table[audited])               { t.Column(&m.By).Size(100) }
func (m *tableOfPart) Define(t *orm.Table[audited]) {
	if m.ID != 0 {
		t.Name("never")
	}
}
func (m auditedByValue) Define(t *orm.Table[auditedByValue]) { t.Column(&m.By).Size(100) }
func (m *auditedOddly) Define(int)                           {}

func mistakenDefines() []mistaken {
	return []mistaken{
		wrong[valueReceiver]("Define with a value receiver"),
		wrong[wrongTable]("Define for another model"),
		wrong[wrongResult]("Define with a result"),
		wrong[wrongArgument]("Define with a table by value"),
		wrong[noArgument]("Define without an argument"),
		wrong[tableOfPart]("Define for an embedded struct"),
		wrong[partByValue]("an embedded struct whose Define has a value receiver"),
		wrong[partOddly]("an embedded struct whose Define is something else"),
	}
}

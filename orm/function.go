package orm

import (
	"reflect"
	"time"

	"github.com/rowankit/rowan/schema"
	"github.com/rowankit/rowan/sqlast"
)

// function is what is known of one of sqlast's.
type function struct {
	name    string
	gives   reflect.Type // nil: what its first argument is
	takes   []class      // of its arguments, again and again
	missing bool         // even where no argument is
}

// class is what an argument may be stored as.
type class struct {
	name string
	has  func(schema.Kind) bool
}

var (
	texts     = class{"text", func(k schema.Kind) bool { return k == schema.Text }}
	wholes    = class{"whole numbers", schema.Kind.Integer}
	doubles   = class{"a float64; make one of it with orm.Float", func(k schema.Kind) bool { return k == schema.Float64 }}
	fractions = class{"a float64 or a decimal", func(k schema.Kind) bool { return k == schema.Float64 || k == schema.Decimal }}
	numbers   = class{"numbers", func(k schema.Kind) bool { return k.Integer() || k.Float() || k == schema.Decimal }}
	moments   = class{"times", func(k schema.Kind) bool { return k == schema.Time }}
	documents = class{"JSON", func(k schema.Kind) bool { return k == schema.JSON }}
	ordered   = class{"what is compared", func(k schema.Kind) bool { return k != schema.JSON && k != schema.Array }}
	whatever  = class{"", func(schema.Kind) bool { return true }}
)

var stringType, boolType, elapsedType = reflect.TypeFor[string](), reflect.TypeFor[bool](), reflect.TypeFor[time.Duration]()

// functions are those that a nodeCall may apply.
var functions = [...]function{
	sqlast.Substring:  {"Left", nil, []class{texts, whatever, whatever}, false},
	sqlast.Right:      {"Right", nil, []class{texts, whatever}, false},
	sqlast.Trim:       {"Trim", nil, []class{texts}, false},
	sqlast.TrimLeft:   {"TrimLeft", nil, []class{texts}, false},
	sqlast.TrimRight:  {"TrimRight", nil, []class{texts}, false},
	sqlast.Lower:      {"Lower", stringType, []class{texts}, false},
	sqlast.Upper:      {"Upper", stringType, []class{texts}, false},
	sqlast.Replace:    {"Replace", stringType, []class{texts}, false},
	sqlast.Position:   {"Position", int64Type, []class{texts}, false},
	sqlast.Digits:     {"TextOf", stringType, []class{wholes}, false},
	sqlast.ReadWhole:  {"IntOf", int64Type, []class{texts}, true},
	sqlast.ReadFloat:  {"FloatOf", float64Type, []class{texts}, true},
	sqlast.Absolute:   {"Abs", nil, []class{numbers}, false},
	sqlast.Floor:      {"Floor", nil, []class{fractions}, false},
	sqlast.Ceil:       {"Ceil", nil, []class{fractions}, false},
	sqlast.Round:      {"Round", nil, []class{fractions}, false},
	sqlast.Truncate:   {"Truncate", int64Type, []class{doubles}, false},
	sqlast.Divide:     {"Div", nil, []class{wholes}, true},
	sqlast.Remainder:  {"Mod", nil, []class{wholes}, true},
	sqlast.Lowest:     {"Least", nil, []class{ordered}, false},
	sqlast.Highest:    {"Greatest", nil, []class{ordered}, false},
	sqlast.NullIf:     {"NullIf", nil, []class{ordered}, true},
	sqlast.AddTime:    {"AddTime", nil, []class{moments, wholes}, false},
	sqlast.Elapsed:    {"Elapsed", elapsedType, []class{moments}, false},
	sqlast.JSONKind:   {"JSONKind", stringType, []class{documents, whatever}, true},
	sqlast.JSONText:   {"JSONText", stringType, []class{documents, whatever}, true},
	sqlast.JSONNumber: {"JSONFloat", float64Type, []class{documents, whatever}, true},
	sqlast.JSONWhole:  {"JSONInt", int64Type, []class{documents, whatever}, true},
	sqlast.JSONBool:   {"JSONBool", boolType, []class{documents, whatever}, true},
	sqlast.JSONLength: {"JSONLength", int64Type, []class{documents, whatever}, true},
}

// calling applies a function.
func calling(f sqlast.Function, args ...*node) *node {
	return &node{op: nodeCall, function: f, args: args}
}

// call says a function of its arguments.
func (b *sqlBuilder) call(n *node) (sqlast.Expr, bool) {
	f := functions[n.function]
	e, nullable := sqlast.Call{Function: n.function, Unit: n.unit, Digits: n.rows}, false
	var first operand
	for i, x := range n.args {
		o := b.node(x)
		takes := f.takes[i%len(f.takes)]
		switch {
		case b.err != nil:
		case !takes.has(o.c.typ.Kind):
			b.fail(o.m.invalid("%s of %s, which is stored as %s; it is for %s", f.name, o.c.field, o.c.typ.Kind, takes.name))
		case i > 0 && takes.name == ordered.name && (o.c.typ.Kind != first.c.typ.Kind || o.c.typ.Scale != first.c.typ.Scale):
			b.fail(o.m.invalid("%s of %s and %s, which are not stored alike", f.name, first.c.field, o.c.field))
		}
		if i == 0 {
			first, e.Type = o, o.c.typ
		}
		e.Args, nullable = append(e.Args, o.sql), nullable || o.nullable
	}
	e.Missing = nullable
	return e, nullable || f.missing
}

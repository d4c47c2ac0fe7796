package dialect

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/sqlast"
)

// alike are the functions that all databases have under one name.
var alike = map[sqlast.Function]string{
	sqlast.Coalesce: "coalesce(", sqlast.Absolute: "abs(", sqlast.Substring: "substr(", sqlast.Replace: "replace(", sqlast.NullIf: "nullif(",
	sqlast.Trim: "trim(", sqlast.TrimLeft: "ltrim(", sqlast.TrimRight: "rtrim(",
}

func (w *Writer) call(e sqlast.Call) {
	if name := alike[e.Function]; name != "" {
		w.apply(name, e.Args)
		return
	}
	switch f := e.Function; {
	case f == sqlast.Round && e.Type.Kind.Float():
		w.round(e)
	case f == sqlast.Remainder:
		w.Form("({0} % nullif({1}, 0))", e.Args...)
	case f == sqlast.Floor && e.Type.Kind.Float(): // and never -0
		w.Form("(floor({0}) + 0.0)", e.Args...)
	case f == sqlast.Ceil && e.Type.Kind.Float():
		w.Form("(ceil({0}) + 0.0)", e.Args...)
	default:
		w.special(e)
	}
}

func (w *Writer) apply(name string, args []sqlast.Expr) {
	w.Text(name)
	w.list(args)
	w.Text(")")
}

// List writes a function of any number of arguments; its name ends in the parenthesis.
func (w *Writer) List(name string, args []sqlast.Expr) { w.apply(name, args) }

// round rounds a floating-point number. Databases agree on no function for it: each step here has one result that IEEE 754
// allows. Halving the whole part of the double is exact, where adding 0.5 is not.
func (w *Writer) round(e sqlast.Call) {
	power := "1" + strings.Repeat("0", e.Digits) + ".0"
	w.Form(fmt.Sprintf("(sign({0}) * ceil(floor(abs({1}) * %s * 2.0) / 2.0) / %s + 0.0)", power, power), e.Args...)
}

// Repeater is a Dialect that can name a bound parameter a second time.
type Repeater interface {
	// Repeated appends the mark of the nth bound parameter, which was written before.
	Repeated(dst []byte, n int) []byte
}

// Form writes a text in which {0}, {1} and so on stand for arguments, which are written as Operand does. Each stands there
// once, in their order, and may stand there again behind that if the dialect is a Repeater or the argument has no parameter.
// {} is itself.
func (w *Writer) Form(text string, args ...sqlast.Expr) {
	marks, next := make([]int, len(args)), 0
	for {
		before, rest, found := strings.Cut(text, "{")
		w.Text(before)
		if !found {
			return
		}
		number, rest, _ := strings.Cut(rest, "}")
		text = rest
		switch i, err := strconv.Atoi(number); {
		case number == "":
			w.Text("{}")
		case err != nil || i > next || i >= len(args):
			w.Fail(fault.New(fault.Invalid, "dialect: a form with the arguments in another order"))
			return
		case i == next:
			marks[i], next = w.params, next+1
			w.Operand(args[i])
		default:
			w.operandAgain(args[i], marks[i])
		}
	}
}

// Places is so many arguments of a Form with a text between them: {0} || {1}.
func Places(n int, between string) string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf("{%d}", i)
	}
	return strings.Join(list, between)
}

// operandAgain writes an operand that was written before, when so many parameters had been.
func (w *Writer) operandAgain(e sqlast.Expr, mark int) {
	params, again := w.params, w.again
	w.params, w.again = mark, true
	w.Operand(e)
	w.params, w.again = params, again
}

// repeated writes the mark of a parameter that was written before.
func (w *Writer) repeated() {
	d, is := w.dialect.(Repeater)
	if !is {
		w.Fail(fault.New(fault.Unsupported, "dialect: this database names a parameter once; compute the value in a query of its own"))
		return
	}
	w.sql = d.Repeated(w.sql, w.params)
}

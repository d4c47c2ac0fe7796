package dialect_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/rowankit/rowan/dialect"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/sqlast"
	"github.com/rowankit/rowan/sqlite"
)

func sortedCases() []statementCase {
	cases := statementCases()
	slices.SortStableFunc(cases, func(a, b statementCase) int { return strings.Compare(a.name, b.name) })
	return cases
}

func TestEveryCaseHasANameOfItsOwn(t *testing.T) {
	t.Parallel()
	cases := sortedCases()
	for i := 1; i < len(cases); i++ {
		if cases[i].name == cases[i-1].name {
			t.Errorf("two cases are named %q", cases[i].name)
		}
	}
}

func TestMistakesAreErrors(t *testing.T) {
	t.Parallel()
	id := column("id")
	for _, c := range []struct {
		name string
		e    sqlast.Expr
		want fault.Kind
	}{
		{"no such comparison", compare(0, id, id), fault.Invalid},
		{"a comparison beyond the last", compare(sqlast.Ge+1, id, id), fault.Invalid},
		{"no expression", nil, fault.Unsupported},
		{"a constant of a foreign type", literal(struct{}{}), fault.Invalid},
		{"the first of two mistakes", sqlast.And{Terms: []sqlast.Expr{literal("\x00"), compare(0, id, id)}}, fault.Invalid},
	} {
		sql, err := dialect.Expr(sqlite.Dialect{}, c.e)
		if fault.KindOf(err) != c.want || sql != "" {
			t.Errorf("%s: got %q, %v, want kind %q", c.name, sql, err, c.want)
		}
	}
}

func TestADefinitionHoldsNoParameter(t *testing.T) {
	t.Parallel()
	sql, err := dialect.Expr(sqlite.Dialect{}, compare(sqlast.Eq, column("id"), sqlast.Param{}))
	if fault.KindOf(err) != fault.Invalid {
		t.Errorf("got %q, %v, want kind invalid", sql, err)
	}
}

func TestMoreParametersThanTheDatabaseTakes(t *testing.T) {
	t.Parallel()
	most := sqlite.Dialect{}.Capabilities().Parameters
	for n, want := range map[int]fault.Kind{most: fault.None, most + 1: fault.Unsupported} {
		_, err := dialect.SQL(sqlite.Dialect{}, sqlast.Delete{From: "t", Where: sqlast.In{X: column("id"), N: n}})
		if fault.KindOf(err) != want {
			t.Errorf("%d parameters: got %v, want kind %q", n, err, want)
		}
	}
}

func TestAQuoteWithinQuotesIsWrittenTwice(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"": `x''`, `it's`: `x'it''s'`, `'`: `x''''`, `"\é`: `x'"\é'`} {
		if got := string(dialect.AppendQuoted([]byte("x"), '\'', text)); got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
}

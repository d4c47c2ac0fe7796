package conformance

import (
	"math/rand/v2"
	"strings"

	"github.com/rowankit/rowan/orm"
)

// truth is what a condition says of a row: SQL's three values. And is the least of its terms, Or the greatest, and
// Not the opposite.
type truth int8

const (
	no truth = iota - 1
	unknown
	yes
)

func truthOf(b bool) truth {
	if b {
		return yes
	}
	return no
}

// clause is a condition beside the same in Go: what the database picks by the one, the program picks by the other.
type clause struct {
	text  string
	cond  orm.Cond
	holds func(*specimen) truth
}

// clauseOf draws a condition of up to so many levels.
func clauseOf(r *rand.Rand, levels int) clause {
	if levels == 0 || r.IntN(3) == 0 {
		return axes[r.IntN(len(axes))].clause(r)
	}
	switch r.IntN(5) {
	case 0:
		inner := clauseOf(r, levels-1)
		return clause{"not " + inner.text, orm.Not(inner.cond), func(s *specimen) truth { return -inner.holds(s) }}
	case 1, 2:
		return combine(r, levels, "or", orm.Or, no, func(a, b truth) truth { return max(a, b) })
	}
	return combine(r, levels, "and", orm.And, yes, func(a, b truth) truth { return min(a, b) })
}

func combine(r *rand.Rand, levels int, word string, make func(...orm.Cond) orm.Cond, none truth, both func(a, b truth) truth) clause {
	terms := []clause{}
	for range r.IntN(4) {
		terms = append(terms, clauseOf(r, levels-1))
	}
	conds, texts := []orm.Cond{}, []string{}
	for _, term := range terms {
		conds, texts = append(conds, term.cond), append(texts, term.text)
	}
	return clause{word + "(" + strings.Join(texts, ", ") + ")", make(conds...), func(s *specimen) truth {
		result := none
		for _, term := range terms {
			result = both(result, term.holds(s))
		}
		return result
	}}
}

package orm

// certain is what is known of a condition without looking at any row.
type certain int8

const (
	never  certain = -1
	unsure certain = 0
	always certain = 1
)

// allAlways tells whether conditions exclude no row at all: there is none, or each holds for every row, as And
// of an empty list does. A list that a program fills may turn out empty.
func allAlways(conditions []Cond) bool { return certainAnd(conditions) == always }

func (c *Cond) certain() certain {
	switch c.op {
	case opAnd:
		return certainAnd(c.terms)
	case opOr:
		return certainOr(c.terms)
	case opNot:
		return -c.terms[0].certain()
	case opAnyRow:
		return min(certainAnd(c.terms), unsure)
	case opEveryRow:
		return max(certainAnd(c.terms), unsure)
	case opNoRow:
		return -min(certainAnd(c.terms), unsure)
	case opIn:
		if len(c.value.List()) == 0 && !c.nulls {
			return never
		}
	}
	return unsure
}

func certainAnd(terms []Cond) certain {
	least := always
	for i := range terms {
		least = min(least, terms[i].certain())
	}
	return least
}

func certainOr(terms []Cond) certain {
	most := never
	for i := range terms {
		most = max(most, terms[i].certain())
	}
	return most
}

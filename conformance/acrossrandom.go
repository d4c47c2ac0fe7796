package conformance

import (
	"math/rand/v2"
	"strings"
	"time"

	"github.com/rowankit/rowan/orm"
)

// around is the rows that a condition sees: of each model the innermost, or nil.
type around struct {
	squad  *squad
	player *player
	cup    *cup
}

// crossClause is a condition beside the same in Go.
type crossClause struct {
	text  string
	cond  orm.Cond
	holds func(around) truth
}

// route is a relation beside the same in Go: what each row around would be, for each row that it leads to.
type route struct {
	name     string
	relation orm.Relation
	from     around // the models that have to be around: not nil
	lead     func(around) []around
}

func (l *league) routes() []route {
	m, p, c := squads.C, players.C, cups.C
	ofSquad, ofPlayer, ofCup := around{squad: m}, around{player: p}, around{cup: c}
	toSquads := func(a around, list []*squad) (all []around) {
		for _, x := range list {
			a.squad = x
			all = append(all, a)
		}
		return all
	}
	return []route{
		{"squad.Above", &m.Above, ofSquad, func(a around) []around { return toSquads(a, l.squadOf(a.squad.AboveID)) }},
		{"squad.Below", &m.Below, ofSquad, func(a around) []around { return toSquads(a, l.below(a.squad)) }},
		{"squad.Players", &m.Players, ofSquad, func(a around) (all []around) {
			for _, x := range l.playersOf(a.squad) {
				all = append(all, around{a.squad, x, a.cup})
			}
			return all
		}},
		{"squad.Cups", &m.Cups, ofSquad, func(a around) (all []around) {
			for _, x := range l.cupsOf(a.squad) {
				all = append(all, around{a.squad, a.player, x})
			}
			return all
		}},
		{"player.Squad", &p.Squad, ofPlayer, func(a around) []around { return toSquads(a, l.squadOf(a.player.SquadID)) }},
		{"cup.Squads", &c.Squads, ofCup, func(a around) []around { return toSquads(a, l.squadsWith(a.cup)) }},
	}
}

// has tells whether the models of b are around.
func (a around) has(b around) bool {
	return (a.squad != nil || b.squad == nil) && (a.player != nil || b.player == nil) && (a.cup != nil || b.cup == nil)
}

// to is the models that are around within a route.
func (c route) to(a around) around {
	switch c.name {
	case "squad.Players":
		a.player = players.C
	case "squad.Cups":
		a.cup = cups.C
	default:
		a.squad = squads.C
	}
	return a
}

// crossClause draws a condition of up to so many levels on the models around.
func (l *league) crossClause(r *rand.Rand, a around, levels int) crossClause {
	if levels == 0 || r.IntN(5) == 0 {
		return crossLeaf(r, a)
	}
	switch r.IntN(6) {
	case 0:
		inner := l.crossClause(r, a, levels-1)
		return crossClause{"not " + inner.text, orm.Not(inner.cond), func(a around) truth { return -inner.holds(a) }}
	case 1:
		terms, text := l.crossClauses(r, a, levels)
		return crossClause{"or(" + text + ")", orm.Or(condsOf(terms)...), func(a around) truth { return most(terms, a) }}
	case 2:
		terms, text := l.crossClauses(r, a, levels)
		return crossClause{"and(" + text + ")", orm.And(condsOf(terms)...), func(a around) truth { return least(terms, a) }}
	}
	for {
		if all := l.routes(); true {
			if c := all[r.IntN(len(all))]; a.has(c.from) {
				return l.crossed(r, c, a, levels)
			}
		}
	}
}

func (l *league) crossed(r *rand.Rand, c route, a around, levels int) crossClause {
	terms, text := l.crossClauses(r, c.to(a), levels)
	some := func(wanted bool) func(a around) truth {
		return func(a around) truth {
			for _, x := range c.lead(a) {
				if (least(terms, x) == yes) == wanted {
					return yes
				}
			}
			return no
		}
	}
	text = c.name + ": " + text + ")"
	switch r.IntN(3) {
	case 0:
		return crossClause{"any(" + text, orm.Any(c.relation, condsOf(terms)...), some(true)}
	case 1:
		return crossClause{"all(" + text, orm.All(c.relation, condsOf(terms)...), func(a around) truth { return -some(false)(a) }}
	}
	return crossClause{"none(" + text, orm.None(c.relation, condsOf(terms)...), func(a around) truth { return -some(true)(a) }}
}

func (l *league) crossClauses(r *rand.Rand, a around, levels int) (terms []crossClause, text string) {
	var texts []string
	for range r.IntN(3) {
		terms = append(terms, l.crossClause(r, a, levels-1))
		texts = append(texts, terms[len(terms)-1].text)
	}
	return terms, strings.Join(texts, ", ")
}

func condsOf(terms []crossClause) (list []orm.Cond) {
	for _, t := range terms {
		list = append(list, t.cond)
	}
	return list
}

func least(terms []crossClause, a around) truth {
	result := yes
	for _, t := range terms {
		result = min(result, t.holds(a))
	}
	return result
}

func most(terms []crossClause, a around) truth {
	result := no
	for _, t := range terms {
		result = max(result, t.holds(a))
	}
	return result
}

// crossLeaf draws a condition without others on one or two of the models around.
func crossLeaf(r *rand.Rand, a around) crossClause {
	m, p, c := squads.C, players.C, cups.C
	n, name := int64(r.IntN(4)), string(rune('a'+r.IntN(3)))
	at := longAgo.Add(time.Duration(n) * time.Hour)
	leaves := []struct {
		on around
		crossClause
	}{
		{around{squad: m}, crossClause{"squad.Name=" + name, orm.Eq(&m.Name, name), func(a around) truth { return truthOf(a.squad.Name == name) }}},
		{around{squad: m}, crossClause{"squad.Size>n", orm.Gt(&m.Size, &n), func(a around) truth { return above(a.squad.Size, &n) }}},
		{around{player: p}, crossClause{"player.Age>n", orm.Gt(&p.Age, &n), func(a around) truth { return above(a.player.Age, &n) }}},
		{around{player: p}, crossClause{"player.Age is absent", orm.IsNull(&p.Age), func(a around) truth { return truthOf(a.player.Age == nil) }}},
		{around{player: p}, crossClause{"player.Born in", orm.In(&p.Born, longAgo, at), func(a around) truth { return truthOf(a.player.Born.Equal(longAgo) || a.player.Born.Equal(at)) }}},
		{around{cup: c}, crossClause{"cup.Worth>n", orm.Gt(&c.Worth, n), func(a around) truth { return truthOf(a.cup.Worth > n) }}},
		{around{cup: c}, crossClause{"cup.Name between", orm.Between(&c.Name, "a", name), func(a around) truth { return truthOf(a.cup.Name <= name) }}},
		{around{squad: m, player: p}, crossClause{"player.Age>squad.Size", orm.GtColumn(&p.Age, &m.Size), func(a around) truth { return above(a.player.Age, a.squad.Size) }}},
		{around{squad: m, cup: c}, crossClause{"squad.Name=cup.Name", orm.EqColumn(&m.Name, &c.Name), func(a around) truth { return truthOf(a.squad.Name == a.cup.Name) }}},
	}
	for {
		if leaf := leaves[r.IntN(len(leaves))]; a.has(leaf.on) {
			return leaf.crossClause
		}
	}
}

func above(x, y *int64) truth {
	if x == nil || y == nil {
		return unknown
	}
	return truthOf(*x > *y)
}

func randomLeague(r *rand.Rand) *league {
	l := &league{}
	number := func(n int) *int64 {
		if x := int64(r.IntN(n + 1)); x > 0 {
			return &x
		}
		return nil
	}
	name := func() string { return string(rune('a' + r.IntN(3))) }
	for i := range 8 {
		l.squads = append(l.squads, &squad{Name: name(), Size: number(4), AboveID: number(i)})
	}
	for range 16 {
		l.players = append(l.players, &player{Name: name(), Age: number(4), Born: longAgo.Add(time.Duration(r.IntN(4)) * time.Hour), SquadID: number(8)})
	}
	for i := range int64(5) {
		l.cups = append(l.cups, &cup{Name: name(), Worth: int64(r.IntN(5))})
		for j := range int64(8) {
			if r.IntN(4) == 0 {
				l.won = append(l.won, [2]int64{j + 1, i + 1})
			}
		}
	}
	return l
}

func acrossRandom(t *trial) {
	r := t.random()
	l := randomLeague(r)
	db := l.store(t)
	for range 150 {
		switch r.IntN(3) {
		case 0:
			crossPicks(t, db, squads, l.squads, l.crossClause(r, around{squad: squads.C}, 4), func(m *squad) around { return around{squad: m} })
		case 1:
			crossPicks(t, db, players, l.players, l.crossClause(r, around{player: players.C}, 4), func(p *player) around { return around{player: p} })
		default:
			crossPicks(t, db, cups, l.cups, l.crossClause(r, around{cup: cups.C}, 4), func(c *cup) around { return around{cup: c} })
		}
		if t.Failed() {
			return
		}
	}
}

func crossPicks[T any](t *trial, db *orm.DB, m *orm.Model[T], list []*T, c crossClause, of func(*T) around) {
	t.Helper()
	var want []int64
	for _, obj := range list {
		if c.holds(of(obj)) == yes {
			want = append(want, idOf(obj))
		}
	}
	picks(t, db, m.Name()+" where "+c.text, m.Where(c.cond), want...)
}

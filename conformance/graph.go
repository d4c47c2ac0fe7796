package conformance

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// graph is what the rows are to be, in plain Go: the model that a session is held against. Rows are numbered.
type graph struct {
	rows  map[int]graphRow
	pairs map[pair]bool
	last  int // the number given last
}

type graphRow struct {
	kind    graphKind
	note    int64
	to      int  // the row that it leads to; 0 for none
	removed bool // with the next flush
}

// pair is a crate and a ribbon.
type pair struct{ crate, ribbon int }

func newGraph() *graph { return &graph{rows: map[int]graphRow{}, pairs: map[pair]bool{}} }

func (g *graph) clone() *graph {
	return &graph{rows: maps.Clone(g.rows), pairs: maps.Clone(g.pairs), last: g.last}
}

// add makes a row that leads nowhere and returns its number.
func (g *graph) add(k graphKind, note int64) int {
	g.last++
	g.rows[g.last] = graphRow{kind: k, note: note}
	return g.last
}

func (g *graph) write(row int, note int64) {
	r := g.rows[row]
	r.note = note
	g.rows[row] = r
}

// lead makes a row lead to another, or nowhere. Where only one may lead there, the other gives way.
func (g *graph) lead(row, to int) {
	r := g.rows[row]
	if to != 0 && leads[r.kind].alone {
		for other, x := range g.rows {
			if x.kind == r.kind && x.to == to {
				x.to = 0
				g.rows[other] = x
			}
		}
	}
	r.to = to
	g.rows[row] = r
}

// remove says that a row goes with the next flush.
func (g *graph) remove(row int) {
	r := g.rows[row]
	r.removed = true
	g.rows[row] = r
}

// doomed is what the next flush takes away: what was removed, what goes along, and orphans.
func (g *graph) doomed() map[int]bool {
	gone := map[int]bool{}
	for more := true; more; {
		more = false
		for row, r := range g.rows {
			l := leads[r.kind]
			if !gone[row] && (r.removed || l.orphans && r.to == 0 || l.cascade && gone[r.to]) {
				gone[row], more = true, true
			}
		}
	}
	return gone
}

// settle is a flush.
func (g *graph) settle() {
	gone := g.doomed()
	for row := range gone {
		delete(g.rows, row)
	}
	for row, r := range g.rows {
		if gone[r.to] {
			r.to = 0
			g.rows[row] = r
		}
	}
	maps.DeleteFunc(g.pairs, func(p pair, _ bool) bool { return gone[p.crate] || gone[p.ribbon] })
}

// list is the rows that fulfil a condition, in their order, so that what is drawn from it is drawn again from its seed.
func (g *graph) list(want func(row int, r graphRow) bool) []int {
	var list []int
	for row, r := range g.rows {
		if want(row, r) {
			list = append(list, row)
		}
	}
	slices.Sort(list)
	return list
}

// safe lists the rows of a kind that the next flush leaves.
func (g *graph) safe(k graphKind) []int {
	gone := g.doomed()
	return g.list(func(row int, r graphRow) bool { return r.kind == k && !gone[row] })
}

// following lists the rows of a kind that lead to a row.
func (g *graph) following(k graphKind, to int) []int {
	return g.list(func(_ int, r graphRow) bool { return r.kind == k && r.to == to })
}

// ribbonsOf lists the ribbons of a crate, and cratesOf the crates of a ribbon.
func (g *graph) ribbonsOf(crate int) []int {
	return g.list(func(row int, r graphRow) bool { return r.kind == ribbonKind && g.pairs[pair{crate, row}] })
}

func (g *graph) cratesOf(ribbon int) []int {
	return g.list(func(row int, r graphRow) bool { return r.kind == crateKind && g.pairs[pair{row, ribbon}] })
}

// String lists the rows as they are when nothing is pending, so that two graphs are compared line by line.
func (g *graph) String() string {
	var lines []string
	for _, row := range g.list(func(int, graphRow) bool { return true }) {
		r := g.rows[row]
		line := fmt.Sprintf("%s note %d", graphName(r.kind, row), r.note)
		if r.to != 0 {
			line += " leads to " + graphName(leads[r.kind].to, r.to)
		}
		if r.kind == crateKind {
			line += fmt.Sprint(" ribbons ", g.ribbonsOf(row))
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

package conformance

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/rowankit/rowan/orm"
)

// graphRun does random changes twice: in a session, and in plain Go.
type graphRun struct {
	*trial
	r    *rand.Rand
	want *graph
	ids  map[int]int64 // of the rows that are stored
	log  []string      // what was done

	ctx   context.Context
	s     *orm.Session
	held  map[int]graphObject // what the session holds, as far as the run knows
	left  map[graphObject]graphLeft
	keyed map[int]bool // rows whose key was changed and that may not be flushed since
	led   map[int]bool // likewise, whose relation was changed
	depth int          // of Nested

	emptied bool // a flush has removed rows that others may have led to
}

// graphLeft is how a person left an object: what a rollback leaves in it.
type graphLeft struct{ ID, Note, Key, Version int64 }

// leftOf is how an object is.
func leftOf(o graphObject) graphLeft {
	id, _, note := o.fields()
	l := graphLeft{ID: *id, Note: *note, Key: o.key()}
	if c, ok := o.(*crate); ok {
		l.Version = c.Version
	}
	return l
}

// did notes a step, for a failure to tell.
func (g *graphRun) did(format string, args ...any) {
	g.log = append(g.log, strings.Repeat("  ", g.depth)+fmt.Sprintf(format, args...))
}

// wrong fails the case.
func (g *graphRun) wrong(format string, args ...any) {
	g.Helper()
	g.Errorf(format+"\nafter\n%s", append(args, strings.Join(g.log, "\n"))...)
}

// begin starts with a session that holds nothing.
func (g *graphRun) begin(ctx context.Context, s *orm.Session) {
	g.ctx, g.s, g.depth, g.emptied = ctx, s, 0, false
	g.held, g.left = map[int]graphObject{}, map[graphObject]graphLeft{}
	g.keyed, g.led = map[int]bool{}, map[int]bool{}
}

// rowOf is the row of an object.
func rowOf(o graphObject) int {
	_, name, _ := o.fields()
	return graphNumber(name)
}

// hold notes that the session holds an object, and fails the case if it holds another of the same row.
func (g *graphRun) hold(o graphObject) {
	g.Helper()
	row := rowOf(o)
	if x := g.held[row]; x != nil && x != o {
		g.wrong("%s: got a second object of the row", graphName(g.want.rows[row].kind, row))
	}
	if g.held[row] == nil {
		g.held[row] = o
		if l := leads[g.want.rows[row].kind]; !l.alone && (!g.emptied || l.cascade) { // others may have lost their reference before anybody asked for them
			g.left[o] = leftOf(o)
		}
	}
	g.learn()
}

// learn notes the keys that rows have by now.
func (g *graphRun) learn() {
	for row, o := range g.held {
		if id, _, _ := o.fields(); *id != 0 {
			g.ids[row] = *id
		}
	}
}

// flushed is what holds after a flush.
func (g *graphRun) flushed() {
	g.settle()
	g.learn()
	maps.DeleteFunc(g.held, func(row int, _ graphObject) bool { _, there := g.want.rows[row]; return !there })
	clear(g.keyed)
	clear(g.led)
}

func (g *graphRun) settle() {
	g.emptied = g.emptied || len(g.want.doomed()) > 0
	g.want.settle()
}

func (g *graphRun) flush() error {
	g.did("flush")
	if err := g.s.Flush(g.ctx); err != nil {
		return err
	}
	g.flushed()
	return nil
}

// objects returns the objects of rows, which are read if they are not held. False says that something pending had to be
// flushed before, so that the step has to be thought over.
func (g *graphRun) objects(rows ...int) (list []graphObject, ok bool, err error) {
	for _, row := range rows {
		if g.held[row] == nil && len(g.want.doomed()) > 0 {
			return nil, false, g.flush()
		}
	}
	for _, row := range rows {
		if g.held[row] == nil {
			k := g.want.rows[row].kind
			g.did("get %s", graphName(k, row))
			o, err := graphModels[k].get(g.ctx, g.s, g.ids[row])
			if err != nil {
				return nil, false, err
			}
			g.hold(o)
		}
		list = append(list, g.held[row])
	}
	return list, true, nil
}

// inStep fails the case unless what is loaded of the held objects' relations is what the graph says. Rows whose key was
// changed by hand, and those that the next flush removes, are seen at the next flush.
func (g *graphRun) inStep() {
	g.Helper()
	g.look(false, slices.Sorted(maps.Keys(g.held)))
}

// look compares the relations of some objects, and loads them for it or not.
func (g *graphRun) look(load bool, rows []int) (err error) {
	g.Helper()
	gone := g.want.doomed()
	graphSettled := func(row int) bool { _, there := g.want.rows[row]; return there && !gone[row] && !g.keyed[row] }
	for _, row := range rows {
		o, r := g.held[row], g.want.rows[row]
		if !graphSettled(row) {
			continue
		}
		name := graphName(r.kind, row)
		loaded, to, err := leadOf(g.ctx, o, load)
		if err != nil {
			return fmt.Errorf("what %s leads to: %w", name, err)
		}
		if load && to != nil {
			g.hold(to)
		}
		if loaded && (r.to == 0 || graphSettled(r.to)) {
			g.sameRows(name+" leads to", soleObject(to), soleRow(r.to), graphSettled)
		}
		for k := range graphKinds {
			loaded, list, err := followersOf(g.ctx, o, k, load)
			if err != nil {
				return fmt.Errorf("what leads to %s: %w", name, err)
			}
			for _, x := range list {
				if load && graphSettled(rowOf(x)) {
					g.hold(x)
				}
			}
			if loaded {
				g.sameRows(fmt.Sprint("each ", k, " of ", name), list, g.followers(k, row), graphSettled)
			}
		}
	}
	return nil
}

func soleObject(o graphObject) []graphObject {
	if o == nil {
		return nil
	}
	return []graphObject{o}
}

func soleRow(row int) []int {
	if row == 0 {
		return nil
	}
	return []int{row}
}

// followers is what the graph says of the other side.
func (g *graphRun) followers(k graphKind, row int) []int {
	switch of := g.want.rows[row].kind; {
	case of == crateKind && k == ribbonKind:
		return g.want.ribbonsOf(row)
	case of == ribbonKind:
		return g.want.cratesOf(row)
	}
	return g.want.following(k, row)
}

// sameRows compares those rows that are graphSettled.
func (g *graphRun) sameRows(what string, got []graphObject, want []int, graphSettled func(int) bool) {
	g.Helper()
	list := []int{}
	for _, o := range got {
		row := rowOf(o)
		if _, there := g.want.rows[row]; !there || graphSettled(row) {
			list = append(list, row)
		}
		if x := g.held[row]; x != nil && x != o {
			g.wrong("%s: got another object of the row %d than the session's", what, row)
		}
	}
	want = slices.DeleteFunc(slices.Clone(want), func(row int) bool { return !graphSettled(row) })
	slices.Sort(list)
	if !slices.Equal(list, want) {
		g.wrong("%s: got %v, want %v", what, list, want)
	}
}

// reread reads all rows of a kind, and fails the case unless they are those of the graph.
func (g *graphRun) reread(k graphKind) error {
	g.Helper()
	g.did("read each %s", k)
	list, err := graphModels[k].all(g.ctx, g.s)
	if err != nil {
		return err
	}
	g.settle()
	for _, o := range list {
		g.hold(o)
	}
	maps.DeleteFunc(g.held, func(row int, _ graphObject) bool { _, there := g.want.rows[row]; return !there })
	g.sameTable(k, list)
	return nil
}

// sameTable compares the rows of a kind, as they were read, with those of the graph.
func (g *graphRun) sameTable(k graphKind, list []graphObject) {
	g.Helper()
	var got, want []string
	for _, o := range list {
		_, name, note := o.fields()
		got = append(got, fmt.Sprintf("%s note %d leads to %d", name, *note, o.key()))
	}
	for _, row := range g.want.list(func(_ int, r graphRow) bool { return r.kind == k }) {
		r := g.want.rows[row]
		want = append(want, fmt.Sprintf("%s note %d leads to %d", graphName(k, row), r.note, g.ids[r.to]))
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		g.wrong("the table of each %s\ngot\n\t%s\nwant\n\t%s", k, strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
}

// stored fails the case unless the database has the rows of the graph, and the objects that the session held at its end
// are as their rows.
func (g *graphRun) stored(db *orm.DB, want *graph, held map[int]graphObject) {
	g.Helper()
	got, rows := newGraph(), map[int]graphObject{}
	byID := [graphKinds]map[int64]int{}
	for k := range graphKinds {
		byID[k] = map[int64]int{}
		list, err := graphModels[k].all(g.Context(), db)
		g.ok("All", err)
		for _, o := range list {
			id, _, note := o.fields()
			row := rowOf(o)
			byID[k][*id], rows[row], got.rows[row] = row, o, graphRow{kind: k, note: *note}
		}
	}
	for row, o := range rows {
		if o.key() != 0 {
			r := got.rows[row]
			r.to = byID[leads[r.kind].to][o.key()]
			got.rows[row] = r
		}
	}
	list, err := crates.With(&crates.C.Ribbons).All(g.Context(), db)
	g.ok("All", err)
	for _, c := range list {
		all, err := c.Ribbons.All()
		g.ok("Ribbons", err)
		for _, m := range all {
			got.pairs[pair{rowOf(c), rowOf(m)}] = true
		}
	}
	if got.String() != want.String() {
		g.wrong("the rows\ngot\n%s\nwant\n%s", got, want)
	}
	for _, row := range slices.Sorted(maps.Keys(held)) {
		if o := rows[row]; o != nil && leftOf(held[row]) != leftOf(o) {
			g.wrong("%s after the commit: got the object %+v, want it as its row, %+v", graphName(got.rows[row].kind, row), leftOf(held[row]), leftOf(o))
		}
	}
}

// asLeft fails the case unless the objects are as the person left them.
func (g *graphRun) asLeft() {
	g.Helper()
	for o, want := range g.left {
		if got := leftOf(o); got != want {
			_, name, _ := o.fields()
			g.wrong("%s after the rollback: got %+v, want it as it was left, %+v", name, got, want)
		}
	}
}

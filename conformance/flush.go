package conformance

import (
	"context"

	"github.com/rowankit/rowan/orm"
)

func flushes() theme {
	return theme{"flushes", []testCase{
		{"a new graph of three levels takes a batch for each table", flushGraph},
		{"a child that moves is updated once, whichever side was changed", flushMoved},
		{"a child that is removed is left alone", flushRemoved},
		{"a child that may not be alone goes when it is removed", flushOrphan},
		{"a child that may not be alone stays when another owner takes it", flushAdopted},
		{"a child that can neither be alone nor go is refused before the first statement", flushStranded},
		{"what was done and taken back is nothing", flushTakenBack},
		{"what a relation does not have is not removed from it", flushNotThere},
		{"pairs are added and removed", flushPairs},
		{"a pair that both sides added is one", flushPairOnce},
		{"pairs of a model are its rows", flushPairModel},
		{"a tree that is inserted in the wrong order comes root first", flushTree},
		{"a tree goes leaves first", flushTreeRemoved},
		{"a cycle is closed by a second update and opened by one before it goes", flushCycle},
		{"inserts and updates and deletes of five tables come in an order that holds", flushMixed},
		{"what has not changed costs no statement", flushNothing},
		{"an update names the columns that changed and no other", flushColumns},
		{"a change in place of a slice or map or JSON or pointer is noticed", flushInPlace},
		{"the same value written in another way is no change", flushSame},
		{"a thousand objects take few statements", flushMany},
		{"the one of another is replaced", flushReplaced},
		{"a parent that is removed takes along or leaves what its references say", flushParent},
		{"a parent that others keep is refused, unless they go with it", flushKept},
		{"a row gives its unique value to another", flushHandedOn},
		{"a row is replaced by one of the same key", flushSwitched},
		{"rows that refer by their columns alone come in order", flushColumnsAlone},
		{"rows of one table that lead to each other or to themselves", flushRing},
		{"a row that leads to both rows of a cycle", flushOath},
		{"a reference to a unique is filled in", flushUnique},
		{"a key that is a foreign key is filled in", flushSharedKey},
		{"keys of text and of several fields", flushKeys},
		{"pairs of a model with itself", flushSelfPairs},
		{"two relations to one model are told apart", flushTwoRelations},
		{"what is added to a relation that is not loaded joins what is there", flushUnloaded},
		{"a child moves away from a parent that goes", flushFromRemoved},
		{"rows that the database would remove too may be removed", flushCascaded},
	}}
}

// within runs a session that has to end well.
func within(t *trial, db *orm.DB, do func(ctx context.Context, s *orm.Session)) {
	t.Helper()
	t.ok("Session", db.Session(t.Context(), func(ctx context.Context, s *orm.Session) error {
		t.Helper()
		do(ctx, s)
		return nil
	}))
}

// flush flushes, and holds the statements to the golden ones of that name.
func (r *recorder) flush(t *trial, name string, s *orm.Session) {
	t.Helper()
	r.take()
	t.ok("Flush for "+name, s.Flush(t.Context()))
	t.flushes.sent(t, name, r.take())
}

// silent fails the case unless a flush sends nothing.
func (r *recorder) silent(t *trial, what string, s *orm.Session) {
	t.Helper()
	r.statements(t, what, 0, func() { t.ok("Flush for "+what, s.Flush(t.Context())) })
}

// get reads the object of a key.
func get[T any](t *trial, r orm.Reader, m *orm.Model[T], key any) *T {
	t.Helper()
	obj, err := m.Get(t.Context(), r, key)
	t.ok("Get", err)
	return obj
}

// staged opens a database with two theatres, of which the first has two stages with two pieces each; a troupe with two
// actors, and one without; and one actor of none.
func staged(t *trial) (*orm.DB, *recorder) {
	t.Helper()
	seen := &recorder{}
	db := t.observed(seen, drama...)
	insert(t, db, theatres, &theatre{Name: "globe"}, &theatre{Name: "rose"})
	insert(t, db, stages, &stage{Name: "great", TheatreID: 1}, &stage{Name: "small", TheatreID: 1})
	for i, title := range []string{"lear", "hamlet", "faust", "woyzeck"} {
		insert(t, db, pieces, &piece{Title: title, StageID: int64(i/2 + 1)})
	}
	insert(t, db, troupes, &troupe{Name: "kings"}, &troupe{Name: "none"})
	insert(t, db, actors, &actor{Name: "Ada", TroupeID: new(int64(1))}, &actor{Name: "Grace", TroupeID: new(int64(1))}, &actor{Name: "Edith"})
	return db, seen
}

// piecesOn lists the keys of each stage's pieces.
func piecesOn(t *trial, r orm.Reader) map[int64][]int64 {
	t.Helper()
	found := map[int64][]int64{}
	for _, p := range all(t, r, pieces) {
		found[p.StageID] = append(found[p.StageID], p.ID)
	}
	return found
}

// actorsIn lists the keys of each piece's actors, as rows of pairs say it.
func actorsIn(t *trial, r orm.Reader) map[int64][]int64 {
	t.Helper()
	found := map[int64][]int64{}
	list, err := pieces.With(&pieces.C.Actors).All(t.Context(), r)
	t.ok("All", err)
	for _, p := range list {
		if keys := keysOf[actor](t)(p.Actors.All()); len(keys) > 0 {
			found[p.ID] = keys
		}
	}
	return found
}

// manyOf is what a relation leads to.
func manyOf[T any](t *trial, m orm.Many[T]) []*T {
	t.Helper()
	list, err := m.All()
	t.ok("All of a relation", err)
	return list
}

// oneOf is what a relation leads to, or nil.
func oneOf[T any](t *trial, o orm.One[T]) *T {
	t.Helper()
	obj, err := o.Get()
	t.ok("Get of a relation", err)
	return obj
}

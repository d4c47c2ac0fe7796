package orm

import (
	"cmp"
	"context"
	"errors"
	"reflect"
	"slices"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm/internal/layout"
	"github.com/rowankit/rowan/orm/internal/workorder"
)

// write writes all tasks and pairs.
func (w *work) write(ctx context.Context) error {
	l, err := w.session.t.begin(ctx)
	if err != nil {
		return err
	}
	defer l.end()
	if err := l.together(ctx, func() error { return w.send(&l) }); err != nil {
		return err
	}
	w.finish()
	return nil
}

// send gives all statements to the connection, which may gather those whose results nobody waits for.
func (w *work) send(l *lease) error {
	s := w.session
	if err := w.pairs(l, false); err != nil {
		return err
	}
	changes := make([]workorder.Change, len(w.order))
	ranks := s.database().rank
	for i, t := range w.order {
		t.e.number = i
		changes[i] = workorder.Change{Kind: t.kind, Table: ranks[t.e.of.m]}
	}
	rules, keys := w.rules()
	batches, err := workorder.Order(changes, rules)
	if err != nil {
		return w.circle(err, rules, keys)
	}
	run := running{work: w, lease: l, rules: rules, keys: keys}
	run.omit(batches)
	there := len(batches) // behind the batches after which all rows are there
	for there > 0 && batches[there-1].Kind == workorder.Delete {
		there--
	}
	if err := run.batches(batches[:there]); err != nil {
		return err
	}
	if err := w.pairs(l, true); err != nil {
		return err
	}
	return run.batches(batches[there:])
}

// circle says which objects refer to each other so that none can be written first.
func (w *work) circle(err error, rules []workorder.Rule, keys []*foreignKey) error {
	c, ok := errors.AsType[*workorder.Circle](err)
	if !ok {
		return err
	}
	text := ""
	for i, n := range c.Rules {
		if i > 0 {
			text += ", "
		}
		t := w.order[rules[n].After]
		if t.kind == workorder.Delete {
			t = w.order[rules[n].Before]
		}
		text += t.e.of.m.name
		if keys[n] != nil {
			text += "." + keys[n].columns[0].field
		}
	}
	return w.order[rules[c.Rules[0]].After].e.blame(&fault.Error{
		Kind: fault.Invalid, Model: w.order[rules[c.Rules[0]].After].e.of.m.name,
		Detail: "objects refer to each other in a circle, so that none can be written before the others (" + text + "); let one of the references be nullable",
	})
}

// running is the batches of a flush on their way to the database.
type running struct {
	work    *work
	lease   *lease
	rules   []workorder.Rule
	keys    []*foreignKey
	omitted map[omission]bool
}

// omission is a reference that an insert goes without, since it comes later.
type omission struct {
	change int
	key    *foreignKey
}

// omit notes the references that inserts go without.
func (r *running) omit(batches []workorder.Batch) {
	r.omitted = map[omission]bool{}
	for _, b := range batches {
		for _, n := range b.Patches {
			if r.rules[n].Break == workorder.Later {
				r.omitted[omission{r.rules[n].After, r.keys[n]}] = true
			}
		}
	}
}

func (r *running) batches(list []workorder.Batch) error {
	for _, b := range list {
		if err := r.batch(b); err != nil {
			return err
		}
	}
	return nil
}

func (r *running) batch(b workorder.Batch) error {
	w := r.work
	if len(b.Patches) > 0 {
		return r.patch(b.Patches)
	}
	tasks := make([]*task, len(b.Changes))
	objs := make([]layout.Pointer, len(b.Changes))
	for i, n := range b.Changes {
		tasks[i], objs[i] = w.order[n], w.order[n].e.obj
	}
	refer := func() error {
		for i, n := range b.Changes {
			if err := r.refer(n, tasks[i]); err != nil {
				return err
			}
		}
		return nil
	}
	table := tasks[0].e.of.table
	if b.Kind == workorder.Update {
		if err := refer(); err != nil {
			return blamed(err, tasks)
		}
		return r.update(table, tasks)
	}
	return r.lease.blaming(func(err error) error { return blamed(err, tasks) }, func() error {
		if b.Kind == workorder.Insert && among(tasks) {
			return table.insertTree(w.ctx, r.lease, objs, refer)
		}
		if err := refer(); err != nil {
			return err
		}
		if b.Kind == workorder.Insert {
			return table.insertObjects(w.ctx, r.lease, objs)
		}
		return removals{table: table, objs: objs, along: w.alongWithOthers(table.m)}.run(w.ctx, r.lease)
	})
}

// alongWithOthers tells whether rows of a model may go with a row that is removed, by way of rows that the session does not
// hold.
func (w *work) alongWithOthers(m *mapper) bool {
	seen := map[*mapper]bool{}
	var from func(m *mapper, steps int) bool
	from = func(m *mapper, steps int) bool {
		if seen[m] {
			return false
		}
		seen[m] = steps > 0
		return slices.ContainsFunc(m.foreignKeys, func(k *foreignKey) bool {
			removed := func(t *task) bool { return t.kind == workorder.Delete && t.e.of.m == k.target }
			return k.onDelete == Cascade && (steps > 0 && slices.ContainsFunc(w.order, removed) || from(k.target, steps+1))
		})
	}
	return from(m, 0)
}

// among tells rows that refer to each other by keys that are not known yet.
func among(tasks []*task) bool {
	return slices.ContainsFunc(tasks, func(t *task) bool {
		return slices.ContainsFunc(t.waits, func(p parentChange) bool {
			return p.parent.of == t.e.of && isNew(p.parent.obj, p.key.references) && slices.ContainsFunc(tasks, func(x *task) bool { return x.e == p.parent })
		})
	})
}

// insertObjects stores new rows.
func (t *table) insertObjects(ctx context.Context, l *lease, objs []layout.Pointer) (err error) {
	if len(objs) > 1 {
		b := batch{table: t, base: prototypeOf(t.m.typ), objs: objs}
		if err = b.prepare(); err == nil {
			err = b.insert(ctx, l)
		}
		if err == nil {
			err = b.setKeys()
		}
		return err
	}
	in := insertion{table: t, ctx: ctx, scratch: newScratch()}
	defer in.scratch.free()
	if err = in.prepare(prototypeOf(t.m.typ), objs[0], nil); err == nil {
		err = t.advanceKeys(ctx, l, in.given)
	}
	if err == nil {
		err = in.write(l, objs[0])
	}
	return err
}

// insertTree stores new rows that refer to each other, those first that others refer to: their keys are had before, so
// that refer can give them out.
func (t *table) insertTree(ctx context.Context, l *lease, objs []layout.Pointer, refer func() error) error {
	b := batch{table: t, base: prototypeOf(t.m.typ), objs: objs}
	err := b.prepare()
	if err == nil {
		err = b.reserve(ctx, l)
	}
	if err == nil {
		err = b.setKeys()
	}
	if err == nil {
		err = refer()
	}
	if err == nil {
		err = b.insert(ctx, l)
	}
	if err == nil {
		err = b.setKeys() // where they were not to be had before
	}
	return err
}

// blamed says which object was refused, where a statement was of one alone.
func blamed(err error, tasks []*task) error {
	if err == nil || len(tasks) > 1 || ObjectErrors(err) != nil {
		return err
	}
	return tasks[0].e.blame(err)
}

// refer gives a row the keys of those that were inserted before it.
func (r *running) refer(n int, t *task) error {
	for _, p := range t.waits {
		if r.omitted[omission{n, p.key}] {
			for _, c := range p.key.columns {
				if c.nullable {
					c.settable(t.e.obj).SetZero()
				}
			}
			continue
		}
		if err := refer(t.e.obj, p.key.columns, p.parent.obj, p.key.references); err != nil {
			return err
		}
	}
	return nil
}

// update writes rows of one table: with one plan for those of which the same columns have changed.
func (r *running) update(t *table, tasks []*task) error {
	for len(tasks) > 0 {
		var alike, others []*task
		first := sorted(tasks[0].columns)
		for _, x := range tasks {
			if sameSet(x.columns, tasks[0].columns, first) {
				alike = append(alike, x)
			} else {
				others = append(others, x)
			}
		}
		err := r.lease.blaming(func(err error) error { return blamed(err, alike) }, func() error { return r.updateAlike(t, first, alike) })
		if err != nil {
			return err
		}
		tasks = others
	}
	return nil
}

// sorted are columns in their order in the table.
func sorted(columns []*column) []*column {
	return slices.SortedFunc(slices.Values(columns), func(a, b *column) int { return cmp.Compare(a.place, b.place) })
}

// sameSet tells whether two lists hold the same columns, the second of which is given sorted too.
func sameSet(a, b, sortedB []*column) bool {
	return len(a) == len(b) && (&a[0] == &b[0] || slices.Equal(sorted(a), sortedB))
}

func (r *running) updateAlike(t *table, columns []*column, tasks []*task) error {
	objs := make([]layout.Pointer, len(tasks))
	for i, x := range tasks {
		objs[i] = x.e.obj
	}
	c, err := t.changesOf(columns, objs)
	if err != nil {
		return err
	}
	return c.run(r.work.ctx, r.lease)
}

// patch adds the references that inserts went without, or takes them from rows that are to be deleted.
func (r *running) patch(rules []int) error {
	w := r.work
	byEntry := map[*entry]*task{}
	var tasks []*task
	for _, n := range rules {
		rule, k := r.rules[n], r.keys[n]
		t := w.order[rule.After]
		if rule.Break == workorder.First {
			t = w.order[rule.Before]
		}
		p := byEntry[t.e]
		if p == nil {
			p = &task{e: t.e, kind: workorder.Update}
			byEntry[t.e] = p
			tasks = append(tasks, p)
		}
		if rule.Break == workorder.Later {
			p.columns = append(p.columns, k.columns...)
			if err := refer(t.e.obj, k.columns, w.order[rule.Before].e.obj, k.references); err != nil {
				return err
			}
			continue
		}
		for _, c := range k.columns {
			if field := c.settable(t.e.obj); c.nullable {
				p.columns = append(p.columns, c)
				if t.kind == workorder.Update { // which writes the value itself later
					value := reflect.New(field.Type()).Elem()
					value.Set(field)
					defer func() { field.Set(value) }()
				}
				field.SetZero()
			}
		}
	}
	return r.update(tasks[0].e.of.table, tasks)
}

// pairs joins or parts what is to be.
func (w *work) pairs(l *lease, join bool) error {
	byTable := map[*relation]*pairs{}
	var order []*pairs
	for _, p := range w.session.pairsInOrder() {
		if p.join != join {
			continue
		}
		list := byTable[p.along]
		if list == nil {
			var err error
			if list, err = p.along.pairs(w.session.database()); err != nil {
				return err
			}
			byTable[p.along] = list
			order = append(order, list)
		}
		if err := list.linkAll(p.near.obj, []layout.Pointer{p.far.obj}); err != nil {
			return err
		}
	}
	for _, list := range order {
		var err error
		if join {
			err = list.store(w.ctx, l)
		} else {
			err = list.part(w.ctx, l)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

package orm

import (
	"context"
	"slices"

	"github.com/rowankit/rowan/orm/internal/layout"
	"github.com/rowankit/rowan/sqlast"
)

// Link joins a row with others along a many-to-many relation, by rows of its association and with one statement for many
// where the database can. Either side may be the parent. The rows exist and are known by the keys in the objects, so that
// &User{ID: 3} will do. What is joined already stays so, also when another program joins it at the same moment. An error of
// the kind ForeignKey names the column whose row does not exist; after an error nothing is joined.
//
//	err := orm.Link(ctx, db, &Users.C.Projects, user, project)
//
// An association through a model of its own gets its other columns from their defaults, Auto, or NULL; where one needs a
// value, Link is refused: insert that model's rows.
//
// The parent is written to as by Update, so it is for one goroutine alone: it forgets what it had loaded of the relation,
// which it loads anew when touched, and of what Add added the rows that are now stored. The children are only read; they
// and the other objects from the parent's query know what they knew before.
func Link[P, C any](ctx context.Context, w Writer, relation *Many[C], parent *P, children ...*C) error {
	p, err := newPairs(w, mapperOf[P](), relation, layout.Of(parent), untyped(children))
	if err == nil {
		err = p.storable("orm.Link")
	}
	if err == nil {
		err = p.linkAll(layout.Of(parent), untyped(children))
	}
	if err != nil || len(children) == 0 {
		return err
	}
	if err := w.atomically(ctx, p.store); err != nil {
		return err
	}
	p.relation.at(layout.Of(parent)).written(untyped(children), nil)
	return nil
}

// Unlink parts a row from others, as Link joins them: their rows of the association are removed, whatever else those hold.
// What is not joined stays so.
func Unlink[P, C any](ctx context.Context, w Writer, relation *Many[C], parent *P, children ...*C) error {
	p, err := newPairs(w, mapperOf[P](), relation, layout.Of(parent), untyped(children))
	if err != nil || len(children) == 0 {
		return err
	}
	u, err := p.unlinking(layout.Of(parent), untyped(children))
	if err != nil {
		return err
	}
	if err := w.atomically(ctx, u.remove); err != nil {
		return err
	}
	p.relation.at(layout.Of(parent)).written(nil, untyped(children))
	return nil
}

// pairs is rows of an association on their way into its table.
type pairs struct {
	relation *relation
	table    *table
	rows     []layout.Pointer
}

func newPairs(w Writer, m *mapper, field relationField, parent layout.Pointer, children []layout.Pointer) (*pairs, error) {
	db := w.database()
	if _, err := db.table(m); err != nil {
		return nil, err
	}
	r, err := m.relationNamed(prototypeOf(m.typ), field)
	switch {
	case err != nil:
		return nil, err
	case r.via == nil:
		return nil, m.invalid("%s is no many-to-many: %s.%s says whose a row is; set it and write the row, or use InsertWith", r.field, r.target.name, r.to[0].field)
	case parent.Nil():
		return nil, m.invalid("%s of nil; write the object whose row is meant", r.field)
	}
	for i, c := range children {
		if c.Nil() {
			return nil, m.invalid("%s got nil as object %d of %d", r.field, i+1, len(children))
		}
		if err := r.target.keyed(c, r.via.to); err != nil {
			return nil, nth(err, i, len(children))
		}
	}
	if err := m.keyed(parent, r.via.from); err != nil {
		return nil, err
	}
	return r.pairs(db)
}

// pairs is no rows yet of the relation's association.
func (r *relation) pairs(db *DB) (*pairs, error) {
	t, err := db.table(r.via.m)
	return &pairs{relation: r, table: t}, err
}

// keyed refuses an object that has no key yet, in the columns that lead to it.
func (m *mapper) keyed(obj layout.Pointer, columns []*column) error {
	if !isNew(obj, columns) {
		return nil
	}
	return m.invalid("an object has no %s, so its row is not known; insert it first, or use InsertWith", columns[0].field)
}

// storable refuses the short form for an association whose rows need more than the two keys.
func (p *pairs) storable(word string) error {
	a := p.relation.via
	if a.made {
		return nil
	}
	if err := p.silent(word, beforeInsert|afterInsert, "insert"); err != nil {
		return err
	}
	for _, c := range a.m.visibleColumns() {
		if !a.joins(c) && !c.nullable && !c.generated && c.auto == nil && c.defaultExpr() == nil {
			return p.relation.owner.invalid("%s goes through %s, whose %s needs a value that %s does not know; insert rows of %s", p.relation.field, a.m.name, c.field, word, a.m.name)
		}
	}
	if _, ok := a.unique(); !ok {
		return p.relation.owner.invalid("%s goes through %s, where a pair may stand twice, so %s cannot tell whether it is there; write t.Unique(&x.%s, &x.%s) in its Define",
			p.relation.field, a.m.name, word, a.near[0].field, a.far[0].field)
	}
	return nil
}

func (a *association) joins(c *column) bool {
	return slices.Contains(a.near, c) || slices.Contains(a.far, c)
}

// unique is what keeps a pair from standing twice.
func (a *association) unique() (unique, bool) {
	columns := slices.Concat(a.near, a.far)
	i := slices.IndexFunc(a.m.uniques, func(u unique) bool { return u.where == nil && sameColumns(u.fields, columns) })
	if i < 0 {
		return unique{}, false
	}
	return a.m.uniques[i], true
}

// sole tells whether nothing but the pair itself can be in the way of a new one: every other unique is over values that
// are made for it.
func (a *association) sole() bool {
	columns := slices.Concat(a.near, a.far)
	return !slices.ContainsFunc(a.m.uniques, func(u unique) bool {
		return !sameColumns(u.fields, columns) && !slices.ContainsFunc(u.fields, func(c *column) bool { return c.generated || c.auto != nil })
	})
}

// linkAll adds a pair of the parent and each child.
func (p *pairs) linkAll(parent layout.Pointer, children []layout.Pointer) error {
	rows := p.table.m.slab(len(children))
	for i, child := range children {
		row := rows[i]
		p.table.m.fillDefaults(row)
		if err := refer(row, p.relation.via.near, parent, p.relation.via.from); err != nil {
			return err
		}
		if err := refer(row, p.relation.via.far, child, p.relation.via.to); err != nil {
			return err
		}
		p.rows = append(p.rows, row)
	}
	return nil
}

// store writes the pairs that are not there yet.
func (p *pairs) store(ctx context.Context, l *lease) error {
	t, a := p.table, p.relation.via
	u, _ := a.unique()
	if len(p.rows) == 0 {
		return nil
	}
	if can := t.db.capabilities; !can.ConflictTargets && !a.sole() {
		return p.oneByOne(ctx, l, u)
	}
	b := batch{table: t, base: prototypeOf(t.m.typ), objs: p.rows, ctx: ctx, keyAt: -1}
	b.ignore = &sqlast.Conflict{Columns: u.columns, Sole: a.sole()}
	b.write, _ = t.m.written(serverFilled(t.m), t.m.generated != nil)
	if t.db.capabilities.PackedRows {
		return b.packed(l, b.all())
	}
	return b.rows(l, b.all(), nil)
}

// serverFilled are the columns that are best left to the database.
func serverFilled(m *mapper) map[*column]bool {
	omitted := map[*column]bool{}
	for _, c := range m.columns {
		omitted[c] = c.server != nil
	}
	return omitted
}

// oneByOne looks for each pair before it is written, where no statement can name the unique that is meant.
func (p *pairs) oneByOne(ctx context.Context, l *lease, u unique) error {
	base := prototypeOf(p.table.m.typ)
	on := Conflict{}
	for _, c := range u.fields {
		on.fields = append(on.fields, base.Field(c.offset).Interface(c.pointer.Elem()))
	}
	in := insertion{table: p.table, ctx: ctx, scratch: newScratch()}
	defer in.scratch.free()
	for _, row := range p.rows {
		if err := in.prepareConflict(base, row, on, shapeInsertOrIgnore); err != nil {
			return err
		}
		values := slices.Clone(in.scratch.values)
		if _, err := in.plan.steps.run(&in, l, values, row, p.table.m.slab(1)[0]); err != nil {
			return err
		}
	}
	return nil
}

// written notes that some of the changes are stored, and forgets what was loaded before.
func (h *held) written(joined, parted []layout.Pointer) {
	if c := h.changes; c != nil {
		h.changes = &unstored{
			added:   slices.DeleteFunc(slices.Clone(c.added), func(p layout.Pointer) bool { return slices.Contains(joined, p) }),
			removed: slices.DeleteFunc(slices.Clone(c.removed), func(p layout.Pointer) bool { return slices.Contains(parted, p) }),
		}
		h.tidy()
	}
	h.forget()
}

// forget makes the object load the relation anew, and leaves the others from its query as they are. One that nobody has
// loaded yet stays with them.
func (h *held) forget() {
	l := h.link
	if l == nil || !l.related().begun() {
		return
	}
	h.link = l.apart()
}

// apart is the link of an object that loads the relation anew, by itself.
func (l *link) apart() *link {
	b := &peers{m: l.peers.m, reader: l.peers.reader, ctx: l.peers.ctx, strict: l.peers.strict, objs: []layout.Pointer{l.peers.objs[l.i]}}
	return &link{peers: b, place: l.place, alone: l.alone}
}

// begun tells whether the relation, or the number of its rows, was loaded or is being loaded.
func (r *related) begun() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.running != nil || r.loaded.Load() != nil || r.counts.Load() != nil
}

package orm

import "slices"

// field is what a condition or an order names, where that is an expression with queries or conditions in it.
func (x *restricting) field(s *scope, field any) any {
	n, computed := field.(*node)
	if !computed {
		return field
	}
	return x.node(s, n)
}

// node is an expression whose conditions and queries are held to scopes. One that stands in several places stays one.
func (x *restricting) node(s *scope, n *node) *node {
	if n == nil || n.op == nodeColumn || n.op == nodeValue || n.err != nil {
		return n
	}
	if known := x.nodes[n]; known != nil {
		return known
	}
	out := x.changed(s, n)
	if x.nodes == nil {
		x.nodes = map[*node]*node{}
	}
	x.nodes[n] = out
	return out
}

func (x *restricting) changed(s *scope, n *node) *node {
	c := *n
	changed := false
	if c.conds = x.conds(s, n.conds); len(c.conds) > 0 && &c.conds[0] != &n.conds[0] {
		changed = true
	}
	if c.args = x.list(s, n.args); len(c.args) > 0 && &c.args[0] != &n.args[0] {
		changed = true
	}
	if n.window != nil {
		w := *n.window
		w.partition, w.order = x.list(s, w.partition), x.orders(s, w.order)
		c.window, changed = &w, true
	}
	if n.sub != nil {
		sub := x.asking(s, n.sub)
		if err := sub.resolve(); err != nil {
			x.fail(err)
		}
		c.sub, changed = &sub, true
	}
	if !changed {
		return n
	}
	return &c
}

func (x *restricting) list(s *scope, list []*node) []*node {
	out := list
	for i, n := range list {
		if c := x.node(s, n); c != n {
			if &out[0] == &list[0] {
				out = slices.Clone(list)
			}
			out[i] = c
		}
	}
	return out
}

// asking is a selection whose tables are held to scopes, and whose fields are not resolved yet; around are the tables of a
// statement in which it stands, or nil.
func (x *restricting) asking(around *scope, a *asking) asking {
	out := asking{selectionParts: a.selectionParts, row: a.row, shape: a.shape, only: a.only, like: a.like, inner: a.inner}
	out.parts.settled = true
	if len(a.sets) == 0 {
		s, err := a.in(around)
		if err != nil {
			x.fail(err)
			return out
		}
		out.selectionParts = x.selection(&s, a)
		return out
	}
	if len(a.parts.lifted) > 0 {
		x.fail(a.invalid("Unscoped is said of a union; say it of each query before"))
	}
	out.sets = make([]setPart, len(a.sets))
	for i, c := range a.sets {
		part := x.asking(around, c.ask)
		out.sets[i] = setPart{c.combine, &part}
	}
	return out
}

// table is a table that a selection names, which may be a selection itself.
func (x *restricting) table(from Source) Source {
	if from == nil {
		return nil
	}
	ref := from.source()
	if ref.derived == nil || ref.err != nil || ref.derived.err != nil {
		return from
	}
	ref.derived = x.derived(ref.derived)
	return heldTable{ref}
}

// heldTable is a table whose selection is held to scopes.
type heldTable struct{ ref tableRef }

func (t heldTable) source() tableRef { return t.ref }

// derived is a selection that stands as a table, held to scopes. However often it is read, it is one.
func (x *restricting) derived(d *derived) *derived {
	if known := x.tables[d]; known != nil {
		return known
	}
	if x.tables == nil {
		x.tables = map[*derived]*derived{}
	}
	out := *d
	x.tables[d] = &out
	body := x.asking(nil, d.body)
	if err := body.resolve(); err != nil {
		x.fail(err)
	}
	out.body = &body
	if d.again == nil {
		return &out
	}
	step, err := d.step()
	if err == nil {
		held := x.asking(nil, step)
		step, err = &held, held.resolve()
	}
	if err != nil {
		x.fail(err)
	}
	out.step = func() (*asking, error) { return step, err }
	return &out
}

// selection is what a selection consists of, held to scopes; its tables are in the scope.
func (x *restricting) selection(s *scope, a *asking) selectionParts {
	p := a.selectionParts
	lifted := p.parts.lifted
	p.from = x.table(p.from)
	x.liftedOf(a, lifted)
	p.parts.settled = true
	p.items = slices.Clone(p.items)
	for i := range p.items {
		p.items[i].n = x.node(s, p.items[i].n)
	}
	p.group = slices.Clone(p.group)
	for i := range p.group {
		p.group[i] = x.field(s, p.group[i])
	}
	joins := slices.Clone(p.parts.joins)
	for i := range joins {
		if joins[i].field == nil && joins[i].to != nil {
			joins[i].lifted = only(lifted, joins[i].to.source().m)
		}
	}
	p.parts.joins = x.joins(s, joins)
	p.parts.where = join2(x.conds(s, p.parts.where), alone(0, x.unless(s.m, lifted)))
	p.parts.order = x.orders(s, p.parts.order)
	p.having = x.conds(s, p.having)
	return p
}

// liftedOf refuses scopes that none of the tables has that a selection names itself.
func (x *restricting) liftedOf(a *asking, lifted []*Scope) {
	if len(lifted) == 0 {
		return
	}
	var models []*mapper
	if a.from != nil {
		models = append(models, a.from.source().m)
	}
	for _, j := range a.parts.joins {
		if j.field == nil && j.to != nil {
			models = append(models, j.to.source().m)
		}
	}
	if len(models) == 0 {
		models = append(models, a.shape)
	}
	if err := liftable(lifted, models...); err != nil {
		x.fail(err)
	}
}

// only are those of the scopes that a model has.
func only(lifted []*Scope, m *mapper) []*Scope {
	return slices.DeleteFunc(slices.Clone(lifted), func(s *Scope) bool { return !m.has(s) })
}

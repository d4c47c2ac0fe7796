package orm

import (
	"reflect"
	"slices"
	"strings"
)

// link finds out where the relations and foreign keys of the model lead, once. It reads of other models only what their
// own definitions say, so that models may lead to each other in circles.
func (m *mapper) link() {
	m.linked.Do(func() {
		found := mistakes{}
		for _, ref := range m.references {
			k := ref.resolve(m)
			if k == nil {
				if ref.problem != "" {
					found.add(m.name, ref.field(), "%s", ref.problem)
				}
				continue
			}
			m.addForeignKey(&found, k)
		}
		for _, r := range m.relations {
			if problem := r.link(); problem != "" {
				found.add(m.name, r.field, "%s", problem)
			}
		}
		m.linkMistakes = found.list
	})
}

func (m *mapper) addForeignKey(found *mistakes, k *foreignKey) {
	if problem := nameProblem(k.name); problem != "" {
		found.add(m.name, k.columns[0].field, "has the foreign key %s, whose name %s; give it another with Name", k.name, problem)
		return
	}
	if slices.ContainsFunc(m.foreignKeys, func(x *foreignKey) bool { return x.name == k.name }) {
		found.add(m.name, k.columns[0].field, "has the foreign key %s twice; remove one, or give it another name with Name", k.name)
		return
	}
	k.declare(m)
}

// link finds out where one relation leads; a problem completes "User.Datasets ...".
func (r *relation) link() (problem string) {
	r.target = r.leadsTo()
	switch {
	case len(r.target.columns) == 0:
		return "leads to " + r.target.name + ", which is no model; write a struct with columns"
	case r.reference != nil && r.through != nil:
		return "has BelongsTo and ManyToMany; keep one"
	case r.reference != nil:
		return r.follow(r.reference, r.owner)
	case r.through != nil:
		a, problem := r.through.association()
		if a != nil {
			r.join(a)
			r.inverse = r.through.inverse()
			problem = r.through.inverseProblem(r.inverse)
		}
		return problem
	}
	back, problem := r.back()
	switch {
	case problem != "":
		return problem
	case back.reference != nil:
		return r.follow(back.reference, r.target)
	}
	if a, _ := back.through.association(); a != nil { // what is wrong with it is told where it is declared
		r.join(a.reversed())
		r.inverse = back.through.relation
	}
	return ""
}

// follow links a relation along a foreign key of a model, which is either its owner or its target. What is wrong with
// the key itself is told where the key is.
func (r *relation) follow(ref *Reference, m *mapper) string {
	k := ref.resolve(m)
	if k == nil {
		return ""
	}
	r.key = k
	if ref == r.reference {
		r.from, r.to, r.inverse = k.columns, k.references, ref.inverse(m)
		return ref.inverseProblem(r.inverse)
	}
	r.from, r.to, r.inverse = k.references, k.columns, ref.relation
	if !r.many && !m.uniqueOver(k.columns) && !m.uniqueAmongLiving(k.columns) {
		return "is one row of " + m.name + ", and " + m.name + "." + k.columns[0].field + " is not unique, so there may be several; make it Unique, or write orm.Many"
	}
	return ""
}

// leadsTo is the model that the relation leads to, which others ask for before the relation itself is linked.
func (r *relation) leadsTo() *mapper { return mapperOfType(r.kind.target()) }

func (r *relation) join(a *association) { r.via, r.from, r.to = a, a.from, a.near }

// way is a relation of another model that leads back: a foreign key of its, or an association that it declares.
type way struct {
	reference *Reference
	through   *ManyToManyRef
}

// back finds the one way that leads back from the target, for a relation that says nothing of itself.
func (r *relation) back() (found way, problem string) {
	target, open, named := r.leadsTo(), []way(nil), []way(nil)
	consider := func(w way, inverse any) {
		if inverse == nil {
			open = append(open, w)
		} else if r.owner.relation(prototypeOf(r.owner.typ), inverse) == r {
			named = append(named, w)
		}
	}
	for _, ref := range target.references {
		if m, _ := ref.leadsTo(); ref.relation == r || m != r.owner {
			continue
		}
		consider(way{reference: ref}, ref.inverseOf)
	}
	for _, other := range target.relations {
		if !r.many || other == r || other.through == nil || other.kind.target() != r.owner.typ {
			continue
		}
		consider(way{through: other.through}, other.through.inverseOf)
	}
	switch {
	case len(named) > 1:
		return way{}, "is the Inverse of several relations of " + target.name + "; leave it with one of them, and give the others a relation of their own"
	case len(named) == 1:
		return named[0], ""
	case len(open) == 0:
		return way{}, r.noWay()
	case len(open) > 1:
		return way{}, "may be the other side of several relations of " + target.name + "; write .Inverse(&orm.C[" + r.owner.name + "]()." + r.field + ") in " + target.name + ".Define, after the one that is meant"
	case r.rivals() > 1:
		return way{}, "is one of several relations to " + target.name + ", and only one leads back; write .Inverse(&orm.C[" + r.owner.name + "]().Field) in " + target.name + ".Define, with the one that is meant"
	}
	return open[0], ""
}

// rivals counts the owner's relations to the same model that say nothing of themselves, this one included, and that no
// relation of the other model names.
func (r *relation) rivals() (n int) {
	for _, x := range r.owner.relations {
		if x.reference == nil && x.through == nil && x.kind.target() == r.kind.target() && !x.isNamed() {
			n++
		}
	}
	return n
}

func (r *relation) isNamed() bool {
	base, target := prototypeOf(r.owner.typ), r.leadsTo()
	return slices.ContainsFunc(target.references, func(ref *Reference) bool {
		return ref.inverseOf != nil && r.owner.relation(base, ref.inverseOf) == r
	}) || slices.ContainsFunc(target.relations, func(x *relation) bool {
		return x.through != nil && x.through.inverseOf != nil && r.owner.relation(base, x.through.inverseOf) == r
	})
}

// noWay says how a relation could be made that no other one leads back for.
func (r *relation) noWay() string {
	target := r.leadsTo()
	if r.many {
		return "leads to " + target.name + ", and nothing of " + target.name + " leads back; add " + r.owner.name + " orm.One[" + r.owner.name + "] and " +
			r.owner.name + "ID to it, or write orm.ManyToMany(t, &x." + r.field + ")"
	}
	if len(target.key) > 1 {
		fields := make([]string, len(target.key))
		for i, c := range target.key {
			fields[i] = "&x." + r.field + c.field
		}
		return "does not say by which columns it leads to " + target.name + ", whose key has several; write orm.BelongsTo(t, &x." + r.field + ").By(" + strings.Join(fields, ", ") +
			"), or give " + target.name + " a unique foreign key that leads back"
	}
	return "does not say how it leads to " + target.name + "; add the field " + r.field + "ID, write orm.BelongsTo(t, &x." + r.field + ").By(&x.Field), or give " +
		target.name + " a unique foreign key that leads back"
}

// inverse finds the relation of the other model that is the other side of the foreign key, or nil.
func (r *Reference) inverse(m *mapper) *relation {
	if r.relation == nil {
		return nil
	}
	if r.inverseOf != nil {
		return r.target.relation(prototypeOf(r.target.typ), r.inverseOf)
	}
	for _, x := range r.target.relations {
		if x.reference != nil || x.through != nil || x.kind.target() != m.typ {
			continue
		}
		if back, _ := x.back(); back.reference == r {
			return x
		}
	}
	return nil
}

func (r *Reference) inverseProblem(inverse *relation) string {
	switch {
	case r.inverseOf == nil:
		return ""
	case inverse == nil:
		return "has an Inverse that is no relation of " + r.target.name + "; write .Inverse(&orm.C[" + r.target.name + "]().Field)"
	case inverse.kind.target() != r.d.typ:
		return "has the Inverse " + inverse.String() + ", which leads to " + inverse.kind.target().Name() + "; name one that leads to " + r.d.name
	case inverse.reference != nil || inverse.through != nil:
		return "has the Inverse " + inverse.String() + ", which has a foreign key or association of its own; remove one of the two"
	}
	return ""
}

// mapperOfType is mapperOf for a type that is known by reflection.
func mapperOfType(t reflect.Type) *mapper {
	if m, ok := mappers.Load(t); ok {
		return m.(*mapper)
	}
	m, _ := mappers.LoadOrStore(t, newMapper(t, prototypeOf(t)))
	return m.(*mapper)
}

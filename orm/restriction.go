package orm

import (
	"context"
	"slices"
	"strings"

	"github.com/rowankit/rowan/fault"
)

// Scope is the name of conditions that limit a model wherever its rows are read: the tenant of a request, what is published,
// what is not deleted. It is made by NewScope, most often in a package variable, and said of models in Define:
//
//	var Tenant = orm.NewScope("tenant")
//
//	func (d *Dataset) Define(t *orm.Table[Dataset]) {
//		t.ScopedBy(Tenant, func(ctx context.Context) ([]orm.Cond, error) {
//			id, ok := tenantOf(ctx)
//			if !ok {
//				return nil, errors.New("no tenant")
//			}
//			return []orm.Cond{orm.Eq(&d.TenantID, id)}, nil
//		})
//	}
//
// All scopes of a model hold together, in every query of it, in relations that lead to it, in conditions across them and in
// joins, and in Update and Delete of a query. One is lifted by naming it: Query.Unscoped for the rows of the query,
// Loading.Unscoped for a relation, in With as in Any and Join, and Selection.Unscoped.
//
// They are about rows that queries find. What is done to an object by its key (Insert, Update, Delete, Purge, Restore and their
// kin) is not held to them, nor are the rows that SoftDelete takes along, what the database itself does along foreign keys, and
// SQL of the program's own. For a key that a visitor has sent, Get the object first, or say Where(orm.Eq(&d.ID, id)).Delete. A session
// goes on showing what relations of its objects have loaded, and is for one caller.
//
// One Scope may be of any number of models. It is immutable.
type Scope struct{ name string }

// NewScope returns a scope with a name, which errors tell. Two scopes of one name are two.
func NewScope(name string) *Scope { return &Scope{name} }

// String returns the name.
func (s *Scope) String() string {
	if s == nil {
		return "nil"
	}
	return s.name
}

// restriction is what a scope says of a model.
type restriction struct {
	scope *Scope
	conds []Cond // nil where they are made for each call
	from  func(ctx context.Context) ([]Cond, error)
}

// Scoped limits the model to the rows for which the conditions hold, wherever it is read and the scope is not lifted. The
// conditions name columns and relations of the receiver; in those across relations no scope holds.
func (t *Table[T]) Scoped(scope *Scope, conditions ...Cond) {
	if len(conditions) == 0 {
		t.d.add("", "has the scope %s without a condition; write one, such as orm.Eq(&x.Public, true)", scope)
		return
	}
	t.d.restrict(restriction{scope: scope, conds: slices.Clone(conditions)})
}

// ScopedBy is Scoped with conditions that are made for each call from its context, as for the tenant of a request. An error
// of the function is that of the call, and so is no condition at all: orm.And() is the one that always holds. The function
// may run at the same time in several goroutines, and for a relation that is loaded later with the context of that load.
func (t *Table[T]) ScopedBy(scope *Scope, conditions func(ctx context.Context) ([]Cond, error)) {
	if conditions == nil {
		t.d.add("", "has the scope %s without a function; write one that returns conditions", scope)
		return
	}
	t.d.restrict(restriction{scope: scope, from: conditions})
}

func (d *definition) restrict(r restriction) {
	switch {
	case r.scope == nil || r.scope.name == "":
		d.add("", "has a scope without a name; make it by orm.NewScope(\"tenant\")")
	case slices.ContainsFunc(d.restrictions, func(x restriction) bool { return x.scope == r.scope }):
		d.add("", "has the scope %s twice; say all of its conditions at once", r.scope)
	default:
		d.restrictions = append(d.restrictions, r)
	}
}

// restrictionProblems notes what is wrong with conditions that are known from the definition.
func (m *mapper) restrictionProblems(found *mistakes) {
	for _, r := range m.restrictions {
		if err := r.wrong(m, r.conds); err != nil {
			found.add(m.name, "", "%s", reason(err))
		}
	}
}

// wrong says what is wrong with conditions of the scope, which are about the model's own rows, whatever a query joins them with.
func (r *restriction) wrong(m *mapper, list []Cond) error {
	for i := range list {
		if err := list[i].err; err != nil {
			return err
		}
		raw := false
		list[i].walk(func(c *Cond) { raw = raw || c.op == opRaw }, func(*node) bool { return true })
		if raw {
			return m.invalid("has the scope %s with Raw, which names columns without their table, and queries join it with others; write the condition with orm.Eq and the other functions", r.scope)
		}
	}
	sh := shaper{scope: scope{m: m, base: prototypeOf(m.typ)}}
	if sh.conds(list); sh.err != nil {
		return m.invalid("has the scope %s with a condition that no query can ask: %s", r.scope, reason(sh.err))
	}
	return nil
}

// said are the conditions of a scope in one call.
func (r *restriction) said(ctx context.Context, m *mapper) ([]Cond, error) {
	if r.from == nil {
		return r.conds, nil
	}
	list, err := r.from(ctx)
	switch {
	case err != nil:
		return nil, &fault.Error{Kind: fault.KindOf(err), Model: m.name, Detail: "the scope " + r.scope.name + " cannot be told", Err: err}
	case len(list) == 0:
		return nil, m.invalid("the scope %s gave no condition; return an error where none is known, and orm.And() where all rows are meant", r.scope)
	}
	return list, r.wrong(m, list)
}

// Unscoped returns the query of all rows for which some of the model's scopes do not hold; see Query.Unscoped.
func (m *Model[T]) Unscoped(scopes ...*Scope) Query[T] { return m.Query().Unscoped(scopes...) }

// Unscoped lifts scopes of the query's model, which are named: the others hold. It is about the rows of the query itself, and
// not about those that it loads, joins or asks for along relations: Loading.Unscoped is for these.
//
//	all, err := Users.Unscoped(orm.NotDeleted).All(ctx, db)
func (q Query[T]) Unscoped(scopes ...*Scope) Query[T] {
	return Query[T]{q.model, q.steps.lift(scopes)}
}

// Unscoped lifts scopes of the model that the relation leads to, or of the model of the pairs that lead to it. A relation that
// is named so may also stand in conditions and joins:
//
//	Users.Query().With(orm.Load(&u.Datasets).Unscoped(orm.NotDeleted))
//	Users.Where(orm.Any(orm.Load(&u.Datasets).Unscoped(orm.NotDeleted), orm.Gt(&d.Size, 100)))
func (l Loading) Unscoped(scopes ...*Scope) Loading {
	l.parts.lifted = lifting(l.parts.lifted, scopes)
	return l
}

// Unscoped lifts scopes of the tables that the selection itself names, by From, JoinOn and LeftJoinOn, where they have them.
// Those of relations that it joins are lifted by Loading.Unscoped, as in Join(orm.Load(&u.Datasets).Unscoped(orm.NotDeleted)).
func (s Selection[R]) Unscoped(scopes ...*Scope) Selection[R] {
	return Selection[R]{s.row, s.parts.lift(scopes)}
}

// lifting adds scopes to those that are lifted. One that is nil stands for a call that names none.
func lifting(have, scopes []*Scope) []*Scope {
	if len(scopes) == 0 {
		scopes = []*Scope{nil}
	}
	return joined(have, scopes)
}

// liftable refuses scopes that none of the models has.
func liftable(lifted []*Scope, models ...*mapper) error {
	for _, s := range lifted {
		if s == nil {
			return models[0].invalid("Unscoped names no scope; write those that are to be lifted")
		}
		if !slices.ContainsFunc(models, func(m *mapper) bool { return m.has(s) }) {
			return models[0].invalid("Unscoped lifts %s, which is no scope of %s; remove it", s, modelNames(models))
		}
	}
	return nil
}

func (m *mapper) has(s *Scope) bool {
	return slices.ContainsFunc(m.restrictions, func(r restriction) bool { return r.scope == s })
}

// modelNames lists models: "Dataset", or "Project or Membership".
func modelNames(models []*mapper) string {
	var names []string
	for _, m := range models {
		if !slices.Contains(names, m.name) {
			names = append(names, m.name)
		}
	}
	return strings.Join(names, " or ")
}

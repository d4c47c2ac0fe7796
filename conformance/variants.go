package conformance

import "github.com/rowankit/rowan/orm"

// planColumns is what the table of the cases about differences is like. The types below are models of that same
// table; each but plan differs from it in one respect, which its name tells.
type planColumns struct {
	ID    int64
	Title string
	Kind  int64
	Memo  *string
}

type plan struct{ planColumns }

func (p *plan) Define(t *orm.Table[plan]) {
	t.Column(&p.Title).Size(50).Unique()
	t.Check("kinds", orm.Ge(&p.Kind, 0), "must not be negative")
}

type planMore struct {
	planColumns
	Extra int64
}

func (p *planMore) Define(t *orm.Table[planMore]) {
	t.Name("plan")
	t.Column(&p.Title).Size(50).Unique()
	t.Check("kinds", orm.Ge(&p.Kind, 0), "must not be negative")
}

type planLess struct {
	ID    int64
	Title string
	Kind  int64
}

func (p *planLess) Define(t *orm.Table[planLess]) {
	t.Name("plan")
	t.Column(&p.Title).Size(50).Unique()
	t.Check("kinds", orm.Ge(&p.Kind, 0), "must not be negative")
}

type planOther struct {
	ID    int64
	Title string
	Kind  string
	Memo  []byte
}

func (p *planOther) Define(t *orm.Table[planOther]) {
	t.Name("plan")
	t.Column(&p.Title).Size(50).Unique()
}

type planNullable struct {
	ID    int64
	Title *string
	Kind  int64
	Memo  *string
}

func (p *planNullable) Define(t *orm.Table[planNullable]) {
	t.Name("plan")
	t.Column(&p.Title).Size(50).Unique()
	t.Check("kinds", orm.Ge(&p.Kind, 0), "must not be negative")
}

type planNotNull struct {
	ID    int64
	Title string
	Kind  int64
	Memo  string
}

func (p *planNotNull) Define(t *orm.Table[planNotNull]) {
	t.Name("plan")
	t.Column(&p.Title).Size(50).Unique()
	t.Check("kinds", orm.Ge(&p.Kind, 0), "must not be negative")
}

type planDefault struct{ planColumns }

func (p *planDefault) Define(t *orm.Table[planDefault]) {
	t.Name("plan")
	t.Column(&p.Title).Size(50).Unique()
	t.Column(&p.Kind).Default(5)
	t.Check("kinds", orm.Ge(&p.Kind, 0), "must not be negative")
}

type planKey struct{ planColumns }

func (p *planKey) Define(t *orm.Table[planKey]) {
	t.Name("plan")
	t.Key(&p.ID, &p.Kind)
	t.Column(&p.Title).Size(50).Unique()
	t.Check("kinds", orm.Ge(&p.Kind, 0), "must not be negative")
}

type planSize struct{ planColumns }

func (p *planSize) Define(t *orm.Table[planSize]) {
	t.Name("plan")
	t.Column(&p.Title).Size(60).Unique()
	t.Check("kinds", orm.Ge(&p.Kind, 0), "must not be negative")
}

type planIndex struct{ planColumns }

func (p *planIndex) Define(t *orm.Table[planIndex]) {
	t.Name("plan")
	t.Column(&p.Title).Size(50).Unique()
	t.Column(&p.Kind).Index()
	t.Check("kinds", orm.Ge(&p.Kind, 0), "must not be negative")
}

type planNoUnique struct{ planColumns }

func (p *planNoUnique) Define(t *orm.Table[planNoUnique]) {
	t.Name("plan")
	t.Column(&p.Title).Size(50)
	t.Check("kinds", orm.Ge(&p.Kind, 0), "must not be negative")
}

type planPartial struct{ planColumns }

func (p *planPartial) Define(t *orm.Table[planPartial]) {
	t.Name("plan")
	t.Column(&p.Title).Size(50)
	t.Unique(&p.Title).Where(orm.Gt(&p.Kind, 1))
	t.Check("kinds", orm.Ge(&p.Kind, 0), "must not be negative")
}

type planNoCheck struct{ planColumns }

func (p *planNoCheck) Define(t *orm.Table[planNoCheck]) {
	t.Name("plan")
	t.Column(&p.Title).Size(50).Unique()
}

type planCheck struct{ planColumns }

func (p *planCheck) Define(t *orm.Table[planCheck]) {
	t.Name("plan")
	t.Column(&p.Title).Size(50).Unique()
	t.Check("kinds", orm.Ge(&p.Kind, 1), "must be positive")
}

type planTime struct {
	ID    int64
	Title string
	Kind  bool
	Memo  *string
}

func (p *planTime) Define(t *orm.Table[planTime]) {
	t.Name("plan")
	t.Column(&p.Title).Size(50).Unique()
}

type ticketMore struct {
	ID    int64
	Title string
	Extra *string
}

func (k *ticketMore) Define(t *orm.Table[ticketMore]) { t.Name("ticket") }

var (
	plans       = orm.Define[plan]()
	plansMore   = orm.Define[planMore]()
	plansOther  = orm.Define[planOther]()
	ticketsMore = orm.Define[ticketMore]()
)

// variant is another model of the table, with what the error should name.
type variant struct {
	what  string
	model orm.AnyModel
	words []string
}

func variants() []variant {
	return []variant{
		{"a column that is missing", plansMore, []string{"plan.extra"}},
		{"a column that no model has", orm.Define[planLess](), []string{"plan.memo"}},
		{"columns of another type", plansOther, []string{"plan.kind", "plan.memo"}},
		{"a narrower type", orm.Define[planTime](), []string{"plan", "kind"}},
		{"NOT NULL in the database", orm.Define[planNullable](), []string{"plan.title", "NOT NULL"}},
		{"nullable in the database", orm.Define[planNotNull](), []string{"plan.memo", "NOT NULL"}},
		{"another default", orm.Define[planDefault](), []string{"plan.kind", "default", "5"}},
		{"another key", orm.Define[planKey](), []string{"plan.kind", "key"}},
		{"another size", orm.Define[planSize](), []string{"title", "50", "60"}},
		{"an index that is missing", orm.Define[planIndex](), []string{"plan.kind", "index"}},
		{"a unique that no model has", orm.Define[planNoUnique](), []string{"unique", "title"}},
		{"a unique of other rows", orm.Define[planPartial](), []string{"plan.title", "kind"}},
		{"a check that no model has", orm.Define[planNoCheck](), []string{"check", "kinds"}},
		{"another check", orm.Define[planCheck](), []string{"check", "kinds", "0", "1"}},
	}
}

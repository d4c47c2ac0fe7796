package conformance

import (
	"context"
	"errors"
	"maps"
	"slices"
)

// graphStep is one sort of random change. It does nothing where there is nothing to change.
type graphStep struct {
	often int
	do    func(g *graphRun) error
}

var graphSteps = []graphStep{
	{6, (*graphRun).plant},
	{3, (*graphRun).plantFamily},
	{5, (*graphRun).write},
	{12, (*graphRun).lead},
	{5, (*graphRun).part},
	{3, (*graphRun).partAndJoin},
	{7, (*graphRun).tie},
	{3, (*graphRun).untie},
	{4, (*graphRun).remove},
	{4, (*graphRun).flush},
	{4, (*graphRun).touch},
	{3, (*graphRun).readSome},
	{1, (*graphRun).renote},
	{2, (*graphRun).merge},
	{1, (*graphRun).clear},
}

// steps does so many random steps, and looks at the objects after each.
func (g *graphRun) steps(n int) error {
	all := 0
	for _, s := range graphSteps {
		all += s.often
	}
	for range n {
		at := g.r.IntN(all + 2)
		for _, s := range graphSteps {
			if at -= s.often; at < 0 {
				if err := s.do(g); err != nil {
					return err
				}
				break
			}
		}
		if at >= 0 && g.depth < 2 {
			if err := g.nested(); err != nil {
				return err
			}
		}
		if g.inStep(); g.Failed() {
			return errors.New("the case has failed")
		}
	}
	return nil
}

// draw picks one of some rows; 0 when there is none.
func (g *graphRun) draw(rows []int) int {
	if len(rows) == 0 {
		return 0
	}
	return rows[g.r.IntN(len(rows))]
}

func (g *graphRun) heads() bool { return g.r.IntN(2) == 0 }

// fresh makes an object that no session knows.
func (g *graphRun) fresh(k graphKind) (int, graphObject) {
	note := int64(g.r.IntN(4))
	row := g.want.add(k, note)
	o := newGraphObject(k, row, note)
	g.held[row], g.left[o] = o, leftOf(o)
	return row, o
}

// plant adds a new row, which may lead to one that is there: the session learns of it by Add, before or after it is told
// where it leads, or from the row that it leads to.
func (g *graphRun) plant() error {
	k := graphKind(g.r.IntN(int(graphKinds)))
	to := 0
	if leads[k].to >= 0 && (k == stickerKind || g.heads()) {
		to = g.owner(k, 0)
	}
	if to == 0 {
		if k == stickerKind {
			return nil
		}
		row, o := g.fresh(k)
		g.did("add %s", graphName(k, row))
		graphModels[k].add(g.s, o)
		return nil
	}
	owners, ok, err := g.objects(to)
	if !ok || err != nil {
		return err
	}
	row, o := g.fresh(k)
	name, owner := graphName(k, row), graphName(leads[k].to, to)
	switch g.r.IntN(4) {
	case 0:
		g.did("add %s, and let it lead to %s", name, owner)
		graphModels[k].add(g.s, o)
		g.join(row, o, to, owners[0])
	case 1:
		if id := g.ids[to]; id != 0 && g.vacant(k, to) {
			g.did("add %s with the key of %s", name, owner)
			o.setKey(id)
			g.left[o] = leftOf(o)
			g.keyed[row] = true
			g.want.lead(row, to)
			graphModels[k].add(g.s, o)
			break
		}
		fallthrough
	case 2:
		g.did("let %s lead to %s, and add it", name, owner)
		g.join(row, o, to, owners[0])
		graphModels[k].add(g.s, o)
	default:
		g.did("let %s, which is new, lead to %s", name, owner)
		if !g.join(row, o, to, owners[0]) { // nobody has told the session
			graphModels[k].add(g.s, o)
		}
	}
	return nil
}

// vacant tells whether nothing is in the way of another row that leads there.
func (g *graphRun) vacant(k graphKind, to int) bool {
	return !leads[k].alone || len(g.want.following(k, to)) == 0
}

// owner picks a row that one of a kind may lead to, beside itself or not: one whose followers were not told to go elsewhere
// by their keys, where it can have only one.
func (g *graphRun) owner(k graphKind, beside int) int {
	return g.draw(slices.DeleteFunc(g.want.safe(leads[k].to), func(to int) bool {
		if to == beside && g.r.IntN(4) > 0 { // a twig on itself is rare
			return true
		}
		return leads[k].alone && slices.ContainsFunc(g.want.following(k, to), func(row int) bool { return g.keyed[row] })
	}))
}

// join lets a row lead to another, from one side or the other, and tells whether it was the owner's.
func (g *graphRun) join(row int, o graphObject, to int, owner graphObject) bool {
	k := g.want.rows[row].kind
	g.led[row] = true
	if leads[k].alone {
		for _, other := range g.want.following(k, to) {
			g.led[other] = true
		}
	}
	g.want.lead(row, to)
	if k == crateKind || g.heads() {
		setLead(o, owner)
		return false
	}
	addLead(o, owner)
	if g.r.IntN(4) == 0 {
		g.did("and once more")
		addLead(o, owner)
	}
	return true
}

// plantFamily adds a crate with what is in it, or a twig with others on it, which are all new. Where all was said on the
// owners' side, adding the first is enough.
func (g *graphRun) plantFamily() error {
	kinds := []graphKind{crateKind, jarKind, jarKind, stickerKind, lidKind}
	if g.r.IntN(3) == 0 {
		kinds = []graphKind{twigKind, twigKind, twigKind, twigKind}
	}
	var rows []int
	told := true // the first knows of all others, by way of others
	for i, k := range kinds {
		if i > 0 && g.r.IntN(4) == 0 {
			continue
		}
		row, o := g.fresh(k)
		if i > 0 {
			to := rows[0]
			if k == twigKind {
				to = g.draw(rows)
			}
			told = g.join(row, o, to, g.held[to]) && told
		}
		rows = append(rows, row)
	}
	if best := g.draw(rows); g.want.rows[best].kind == jarKind {
		g.join(rows[0], g.held[rows[0]], best, g.held[best])
	}
	g.did("add %s with %v, which are new; one is enough: %v", graphName(kinds[0], rows[0]), rows[1:], told)
	if told && g.heads() {
		rows = rows[:1]
	}
	g.r.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	for _, row := range rows {
		graphModels[g.want.rows[row].kind].add(g.s, g.held[row])
	}
	return nil
}

// any picks a row of any kind that the next flush leaves.
func (g *graphRun) any() int {
	gone := g.want.doomed()
	return g.draw(g.want.list(func(row int, _ graphRow) bool { return !gone[row] }))
}

func (g *graphRun) write() error {
	row := g.any()
	objs, ok, err := g.objects(soleRow(row)...)
	if row == 0 || !ok || err != nil {
		return err
	}
	value := int64(g.r.IntN(4))
	g.did("note %d on %s", value, graphName(g.want.rows[row].kind, row))
	_, _, note := objs[0].fields()
	*note = value
	g.want.write(row, value)
	g.keeps(objs[0], func(l *graphLeft) { l.Note = value })
	return nil
}

// giveKey is a change by hand, unless that is what the session has written there.
func (g *graphRun) giveKey(o graphObject, id int64) {
	if o.key() != id {
		if l, known := g.left[o]; known && l.Key != o.key() {
			delete(g.left, o) // the session has written a key there, and may be given the same by hand
		}
		g.keeps(o, func(l *graphLeft) { l.Key = id })
	}
	o.setKey(id)
}

// keeps notes what the program has left in an object, unless nobody knows what it was.
func (g *graphRun) keeps(o graphObject, change func(*graphLeft)) {
	if l, known := g.left[o]; known {
		change(&l)
		g.left[o] = l
	}
}

// movable picks a row of a kind whose reference may be changed, also one that would go with its owner or as an orphan.
func (g *graphRun) movable(want func(row int, r graphRow) bool) int {
	return g.draw(g.want.list(func(row int, r graphRow) bool {
		return !r.removed && leads[r.kind].to >= 0 && want(row, r)
	}))
}

// lead lets a row that is there lead to another.
func (g *graphRun) lead() error {
	row := g.movable(func(int, graphRow) bool { return true })
	if row == 0 {
		return nil
	}
	k := g.want.rows[row].kind
	to := g.owner(k, row)
	if to == 0 {
		return nil
	}
	objs, ok, err := g.objects(row, to)
	if !ok || err != nil {
		return err
	}
	name, owner := graphName(k, row), graphName(leads[k].to, to)
	id := g.ids[to]
	switch {
	case g.keyed[row] && (id == 0 || !g.vacant(k, to)):
		return nil
	case g.keyed[row], id != 0 && !g.led[row] && g.r.IntN(3) == 0 && g.vacant(k, to):
		g.did("give %s the key of %s", name, owner)
		g.keyed[row] = true
		g.giveKey(objs[0], id)
		g.want.lead(row, to)
	default:
		g.did("let %s lead to %s", name, owner)
		g.join(row, objs[0], to, objs[1])
	}
	return nil
}

// part lets a row lead nowhere.
func (g *graphRun) part() error {
	gone := g.want.doomed()
	row := g.movable(func(row int, r graphRow) bool { return r.to != 0 && !gone[row] && !gone[r.to] })
	if row == 0 {
		return nil
	}
	r := g.want.rows[row]
	objs, ok, err := g.objects(row, r.to)
	if !ok || err != nil {
		return err
	}
	name := graphName(r.kind, row)
	switch {
	case g.keyed[row] && r.kind == stickerKind:
		return nil
	case g.keyed[row], !g.led[row] && r.kind != stickerKind && g.r.IntN(3) == 0:
		g.did("empty the key of %s", name)
		g.keyed[row] = true
		g.giveKey(objs[0], 0)
	case r.kind == crateKind || g.heads():
		g.did("let %s lead nowhere", name)
		g.led[row] = true
		setLead(objs[0], nil)
	default:
		g.did("take %s from %s", name, graphName(leads[r.kind].to, r.to))
		g.led[row] = true
		dropLead(objs[0], objs[1])
	}
	g.want.lead(row, 0)
	return nil
}

// partAndJoin takes a row away and puts it back.
func (g *graphRun) partAndJoin() error {
	gone := g.want.doomed()
	row := g.movable(func(row int, r graphRow) bool {
		return r.kind != crateKind && r.to != 0 && !gone[row] && !gone[r.to] && !g.keyed[row]
	})
	if row == 0 {
		return nil
	}
	r := g.want.rows[row]
	objs, ok, err := g.objects(row, r.to)
	if !ok || err != nil {
		return err
	}
	g.did("take %s from %s and put it back", graphName(r.kind, row), graphName(leads[r.kind].to, r.to))
	dropLead(objs[0], objs[1])
	g.join(row, objs[0], r.to, objs[1])
	return nil
}

// tie puts a ribbon on a crate, which may be there already, and untie takes one away.
func (g *graphRun) tie() error {
	p := pair{g.draw(g.want.safe(crateKind)), g.draw(g.want.safe(ribbonKind))}
	if p.crate == 0 || p.ribbon == 0 {
		return nil
	}
	objs, ok, err := g.objects(p.crate, p.ribbon)
	if !ok || err != nil {
		return err
	}
	g.did("put %s on %s", graphName(ribbonKind, p.ribbon), graphName(crateKind, p.crate))
	c, m := asGraph[crate](objs[0]), asGraph[ribbon](objs[1])
	if g.heads() {
		c.Ribbons.Add(m)
	} else {
		m.Crates.Add(c)
	}
	g.want.pairs[p] = true
	return nil
}

func (g *graphRun) untie() error {
	c := g.draw(g.want.safe(crateKind))
	gone := g.want.doomed()
	m := g.draw(slices.DeleteFunc(g.want.ribbonsOf(c), func(row int) bool { return gone[row] }))
	if m == 0 {
		return nil
	}
	objs, ok, err := g.objects(c, m)
	if !ok || err != nil {
		return err
	}
	g.did("take %s from %s", graphName(ribbonKind, m), graphName(crateKind, c))
	if g.heads() {
		asGraph[crate](objs[0]).Ribbons.Remove(asGraph[ribbon](objs[1]))
	} else {
		asGraph[ribbon](objs[1]).Crates.Remove(asGraph[crate](objs[0]))
	}
	delete(g.want.pairs, pair{c, m})
	return nil
}

func (g *graphRun) remove() error {
	row := g.any()
	objs, ok, err := g.objects(soleRow(row)...)
	if row == 0 || !ok || err != nil {
		return err
	}
	after := g.want.clone()
	after.remove(row)
	if gone := after.doomed(); len(g.want.list(func(row int, r graphRow) bool { return (g.led[row] || g.keyed[row]) && gone[r.to] })) > 0 {
		if err := g.flush(); err != nil { // giving a row an owner that goes is refused
			return err
		}
	}
	k := g.want.rows[row].kind
	g.did("remove %s", graphName(k, row))
	graphModels[k].remove(g.s, objs[0])
	g.want.remove(row)
	return nil
}

// touch loads the relations of an object.
func (g *graphRun) touch() error {
	row := g.any()
	if row == 0 {
		return nil
	}
	if len(g.want.doomed()) > 0 || len(g.keyed) > 0 {
		if err := g.flush(); err != nil {
			return err
		}
	}
	if _, _, err := g.objects(row); err != nil {
		return err
	}
	g.did("load the relations of %s", graphName(g.want.rows[row].kind, row))
	return g.look(true, []int{row})
}

// readSome reads all of a kind. What is doomed is flushed before, by itself where it is of that kind.
func (g *graphRun) readSome() error {
	gone := g.want.doomed()
	kinds := []graphKind{}
	for row, r := range g.want.rows {
		if g.ids[row] != 0 && (gone[row] || gone[r.to]) { // a new row that is removed is nothing to flush
			kinds = append(kinds, r.kind)
		}
	}
	if len(kinds) == 0 {
		return g.reread(graphKind(g.r.IntN(int(graphKinds))))
	}
	slices.Sort(kinds)
	return g.reread(kinds[g.r.IntN(len(kinds))])
}

// renote changes rows on the server.
func (g *graphRun) renote() error {
	k, from, to := graphKind(g.r.IntN(int(graphKinds))), int64(g.r.IntN(4)), int64(g.r.IntN(4))
	g.did("note %d on each %s that has note %d", to, k, from)
	if err := graphModels[k].renote(g.ctx, g.s.Bulk(), from, to); err != nil {
		return err
	}
	g.flushed()
	for _, row := range g.want.list(func(_ int, r graphRow) bool { return r.kind == k && r.note == from }) {
		g.want.write(row, to)
	}
	if err := g.reread(k); err != nil {
		return err
	}
	for row, o := range g.held {
		if g.want.rows[row].kind == k {
			delete(g.left, o) // it was read anew
		}
	}
	return nil
}

// merge brings in a detached object with another note.
func (g *graphRun) merge() error {
	if err := g.flush(); err != nil {
		return err
	}
	row := g.draw(g.want.list(func(_ int, r graphRow) bool { return r.kind != crateKind }))
	if row == 0 {
		return nil
	}
	r, note := g.want.rows[row], int64(g.r.IntN(4))
	o := newGraphObject(r.kind, row, note)
	id, _, _ := o.fields()
	*id = g.ids[row]
	o.setKey(g.ids[r.to])
	g.did("merge %s with note %d", graphName(r.kind, row), note)
	merged, err := graphModels[r.kind].merge(g.ctx, g.s, o)
	if err != nil {
		return err
	}
	if merged == o {
		g.wrong("Merge: got the detached object itself")
	}
	g.hold(merged)
	g.want.write(row, note)
	g.keeps(merged, func(l *graphLeft) { l.Note = note })
	return nil
}

// clear lets go of all objects.
func (g *graphRun) clear() error {
	g.did("clear")
	if err := g.s.Clear(g.ctx); err != nil {
		return err
	}
	g.flushed()
	clear(g.held)
	clear(g.left)
	return nil
}

var errGraphUndone = errors.New("undone on purpose")

// nested does some steps that may be undone.
func (g *graphRun) nested() error {
	g.did("nested")
	g.settle() // Nested flushes first
	want, ids, held, left := g.want.clone(), maps.Clone(g.ids), maps.Clone(g.held), maps.Clone(g.left)
	undone := false
	err := g.s.Nested(g.ctx, func(ctx context.Context) error {
		g.flushed()
		outside := g.ctx
		g.ctx = ctx
		g.depth++
		defer func() { g.ctx = outside; g.depth-- }()
		if err := g.steps(1 + g.r.IntN(6)); err != nil {
			return err
		}
		if undone = g.heads(); undone {
			g.did("undone")
			return errGraphUndone
		}
		return nil
	})
	if err == nil {
		g.flushed()
		return nil
	}
	want.last = g.want.last // names are not given twice
	g.want, g.ids, g.held, g.left = want, ids, held, left
	g.flushed()
	if !undone || err != errGraphUndone { // or one that came beside it
		return err
	}
	for row, o := range g.held {
		if _, _, note := o.fields(); *note != g.want.rows[row].note {
			g.wrong("%s after what is undone: got note %d, want %d", graphName(g.want.rows[row].kind, row), *note, g.want.rows[row].note)
		}
	}
	return nil
}

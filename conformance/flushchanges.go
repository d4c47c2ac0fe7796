package conformance

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/rowankit/rowan/orm"
)

func flushNothing(t *trial) {
	db, seen := staged(t)
	within(t, db, func(ctx context.Context, s *orm.Session) {
		list, err := theatres.With(orm.Load(&theatres.C.Stages).With(&stages.C.Pieces)).All(ctx, s)
		t.ok("All", err)
		for _, on := range manyOf(t, list[0].Stages) {
			on.Name += "!"
			on.Name = on.Name[:len(on.Name)-1]
			oneOf(t, on.Theatre).Name = "globe"
			for _, p := range manyOf(t, on.Pieces) {
				p.StageID = on.ID
			}
		}
		seen.silent(t, "a graph that was looked at", s)
		seen.take()
	})
	t.same("at the end", len(seen.take()), 0)
}

func flushColumns(t *trial) {
	db, seen := staged(t)
	within(t, db, func(ctx context.Context, s *orm.Session) {
		list, err := pieces.All(ctx, s)
		t.ok("All", err)
		list[0].Title, list[2].Title = "changed", "changed"
		list[1].Minutes = 90
		list[3].Title, list[3].Minutes = "both", 1
		seen.flush(t, "rows of which other columns changed", s)
		list[0].Title = "once more"
		seen.flush(t, "one column of one row", s)
	})
	var got []string
	for _, p := range all(t, db, pieces) {
		got = append(got, fmt.Sprint(p.Title, " ", p.Minutes))
	}
	t.same("stored", got, []string{"once more 0", "hamlet 90", "changed 0", "both 1"})
}

func flushInPlace(t *trial) {
	var seen recorder
	db := t.observed(&seen, ledgers)
	insert(t, db, ledgers, newLedger("one"))
	var want *ledger
	within(t, db, func(ctx context.Context, s *orm.Session) {
		l := get(t, s, ledgers, 1)
		for _, c := range []struct {
			what string
			do   func()
		}{
			{"an element of a slice", func() { l.Tags[1] = "c" }},
			{"a slice that grew", func() { l.Tags = append(l.Tags, "d") }},
			{"a byte", func() { l.Data[0] = 9 }},
			{"an entry of a map", func() { l.Meta["y"] = []int64{3} }},
			{"within an entry of a map", func() { l.Meta["x"][0] = 7 }},
			{"a map that lost an entry", func() { delete(l.Meta, "x") }},
			{"a struct behind a pointer", func() { l.Doc.Name = "there" }},
			{"JSON text", func() { l.Raw[6] = '4' }},
			{"a decimal", func() { l.Price = l.Price.Add(dec("0.01")) }},
			{"a text behind a pointer", func() { *l.Note = "other" }},
			{"a time behind a pointer", func() { *l.Until = l.Until.Add(time.Second) }},
			{"a type of the program's own", func() { l.Marks[1] = "c" }},
			{"a deferred column", func() { l.Text.Set("changed") }},
			{"a pointer that became nil", func() { l.Doc, l.Note, l.Until = nil, nil, nil }},
		} {
			c.do()
			seen.flush(t, "a change in place: "+c.what, s)
			seen.silent(t, c.what+", again", s)
		}
		want = l
	})
	got := get(t, db, ledgers, 1)
	t.same("the tags and data", []any{got.Tags, got.Data}, []any{want.Tags, want.Data})
	t.same("the map and JSON", []any{got.Meta, string(got.Raw)}, []any{want.Meta, `{"a":[4,2]}`})
	t.same("the decimal", got.Price.Equal(dec("1.51")), true)
	t.same("what became nil", got.Doc == nil && got.Note == nil && got.Until == nil, true)
	text, err := got.Text.Load(t.Context())
	t.ok("Load", err)
	t.same("the deferred column", text, "changed")
}

func flushSame(t *trial) {
	var seen recorder
	db := t.observed(&seen, ledgers)
	insert(t, db, ledgers, newLedger("one"))
	within(t, db, func(ctx context.Context, s *orm.Session) {
		l := get(t, s, ledgers, 1)
		zone := time.FixedZone("east", 3600)
		for what, do := range map[string]func(){
			"a time in another zone":          func() { l.At = l.At.In(zone) },
			"a pointer to such a time":        func() { l.Until = new(l.Until.In(zone)) },
			"a time with nanoseconds":         func() { l.At = l.At.Add(7 * time.Nanosecond) },
			"a decimal with fewer digits":     func() { l.Price = dec("1.5") },
			"another pointer to the same":     func() { l.Note = new("note") },
			"a slice of the same values":      func() { l.Tags, l.Data = []string{"a", "b"}, []byte{1, 2} },
			"a map of the same values":        func() { l.Meta = map[string][]int64{"x": {1, 2}} },
			"a struct of the same values":     func() { l.Doc = &place{Name: "here"} },
			"what is stored as the same":      func() { l.Marks = tags{"a,b"} },
			"JSON with other spaces":          func() { l.Raw = json.RawMessage(`{ "a" : [1, 2] }`) },
			"a deferred column that was read": func() { _, err := l.Text.Load(ctx); t.ok("Load", err) },
		} {
			do()
			seen.silent(t, what, s)
		}
	})
}

func flushMany(t *trial) {
	var seen recorder
	db := t.observed(&seen, drama...)
	insert(t, db, theatres, &theatre{Name: "globe"})
	most := func(what string, n int, s *orm.Session) {
		t.Helper()
		seen.take()
		t.ok(what, s.Flush(t.Context()))
		if sent := seen.take(); len(sent) > n {
			t.Errorf("%s: got %d statements, want at most %d", what, len(sent), n)
		}
	}
	within(t, db, func(ctx context.Context, s *orm.Session) {
		globe := get(t, s, theatres, 1)
		for i := range 1000 {
			globe.Stages.Add(&stage{Name: fmt.Sprint("stage ", i)})
		}
		most("a thousand inserts", 40, s)
		for i, x := range manyOf(t, globe.Stages) {
			if want := fmt.Sprint("stage ", i); x.Name != want || x.ID != int64(i+1) {
				t.Fatalf("got the key %d of %q, want %d of %q", x.ID, x.Name, i+1, want)
			}
		}
	})
	t.same("the name of a row", get(t, db, stages, 500).Name, "stage 499")
	within(t, db, func(ctx context.Context, s *orm.Session) {
		list, err := stages.All(ctx, s)
		t.ok("All", err)
		for _, x := range list {
			x.Name = "changed"
		}
		most("a thousand updates", 1000, s)
		for _, x := range list[:999] {
			stages.Remove(s, x)
		}
		most("a thousand deletes", 40, s)
	})
	t.same("left", get(t, db, stages, 1000).Name, "changed")
	count(t, db, stages, 1)
}

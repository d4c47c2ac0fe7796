package schema_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/schema"
)

// tables are made from lines: a table, and those that its foreign keys lead to.
func tables(lines []string) []*schema.Table {
	var all []*schema.Table
	for _, line := range lines {
		names := strings.Fields(line)
		t := &schema.Table{Name: names[0]}
		for _, to := range names[1:] {
			t.ForeignKeys = append(t.ForeignKeys, schema.ForeignKey{Name: names[0] + "->" + to, Table: to})
		}
		all = append(all, t)
	}
	return all
}

func TestTablesComeBehindThoseTheyLeadTo(t *testing.T) {
	t.Parallel()
	for _, v := range []struct {
		given []string
		want  string // the order, then the foreign keys that lead ahead
	}{
		{nil, ""},
		{[]string{"c", "a", "b"}, "c a b"},
		{[]string{"a b", "b"}, "b a"},
		{[]string{"a d", "b", "c b", "d b"}, "b d a c"},
		{[]string{"tree tree", "leaf tree"}, "tree leaf"},
		{[]string{"a elsewhere", "b a"}, "a b"},
		{[]string{"a b", "b c", "c a"}, "c b a c->a"},
		{[]string{"x a", "a b", "b a"}, "b a x b->a"},
		{[]string{"a b c", "b a", "c a"}, "b c a b->a c->a"},
		{[]string{"a b b", "b"}, "b a"},
		{[]string{"a b", "b a", "y b", "c d", "d c"}, "b a y d c b->a d->c"},
	} {
		ordered, ahead := schema.Ordered(tables(v.given))
		var got []string
		for _, table := range ordered {
			got = append(got, table.Name)
		}
		for _, r := range ahead {
			if !strings.HasPrefix(r.ForeignKey.Name, r.Table.Name+"->") {
				t.Errorf("%q: the foreign key %s came with the table %s", v.given, r.ForeignKey.Name, r.Table.Name)
			}
			got = append(got, r.ForeignKey.Name)
		}
		if diff := cmp.Diff(v.want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%q (-want +got):\n%s", v.given, diff)
		}
	}
}

func TestATablesOwnUniqueIsNotThereWhenItIsMade(t *testing.T) {
	t.Parallel()
	stop := &schema.Table{Name: "stop", Key: schema.Key{Columns: []string{"id"}}, ForeignKeys: []schema.ForeignKey{
		{Name: "fk_key", Columns: []string{"above"}, Table: "stop", References: []string{"id"}}, {Name: "fk_code", Columns: []string{"next"}, Table: "stop", References: []string{"code"}},
	}}
	_, ahead := schema.Ordered([]*schema.Table{stop})
	if diff := cmp.Diff([]schema.Reference{{Table: stop, ForeignKey: stop.ForeignKeys[1]}}, ahead); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Whatever leads where, every table comes once, and what does not lead ahead leads back.
func FuzzOrdered(f *testing.F) {
	f.Add("a b\nb c\nc a")
	f.Add("a a\na a")
	f.Fuzz(func(t *testing.T, text string) {
		var lines []string
		seen := map[string]bool{}
		for line := range strings.SplitSeq(text, "\n") {
			if names := strings.Fields(line); len(names) > 0 && !seen[names[0]] && len(lines) < 50 {
				lines, seen[names[0]] = append(lines, line), true
			}
		}
		given := tables(lines)
		ordered, ahead := schema.Ordered(given)
		place := map[string]int{}
		for i, table := range ordered {
			place[table.Name] = i
		}
		if len(place) != len(given) || len(ordered) != len(given) {
			t.Fatalf("%q: got %d tables for %d", lines, len(ordered), len(given))
		}
		n := 0
		for i, table := range ordered {
			for _, k := range table.ForeignKeys {
				if at, ok := place[k.Table]; ok && at > i {
					n++
				}
			}
		}
		if n != len(ahead) {
			t.Errorf("%q: %d foreign keys lead ahead, got %d", lines, n, len(ahead))
		}
	})
}

package workorder_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/orm/internal/workorder"
)

const (
	ins = workorder.Insert
	upd = workorder.Update
	del = workorder.Delete
)

// changes reads changes as in "+0 ~1 -2": an insert into table 0, an update of table 1, a delete from table 2.
func changes(text string) (list []workorder.Change) {
	for word := range strings.FieldsSeq(text) {
		c := workorder.Change{Kind: map[byte]workorder.Kind{'+': ins, '~': upd, '-': del}[word[0]]}
		fmt.Sscan(word[1:], &c.Table)
		list = append(list, c)
	}
	return list
}

// rules reads rules as in "0<1 1<2wl": change 0 before change 1, and 1 before 2, within one batch if need be, or later.
func rules(text string) (list []workorder.Rule) {
	for word := range strings.FieldsSeq(text) {
		var r workorder.Rule
		ends := strings.TrimRight(word, "wdlf")
		fmt.Sscanf(ends, "%d<%d", &r.Before, &r.After)
		for _, c := range word[len(ends):] {
			switch c {
			case 'w':
				r.Within = true
			case 'd':
				r.Break = workorder.Drop
			case 'l':
				r.Break = workorder.Later
			case 'f':
				r.Break = workorder.First
			}
		}
		list = append(list, r)
	}
	return list
}

// text writes batches as in "+0[0 2] ~1!3": an insert of changes 0 and 2 into table 0, then the patch of rule 3 in table 1.
func text(batches []workorder.Batch) string {
	var b strings.Builder
	for i, batch := range batches {
		if i > 0 {
			b.WriteByte(' ')
		}
		fmt.Fprintf(&b, "%c%d", " +~-"[batch.Kind], batch.Table)
		if batch.Patches != nil {
			fmt.Fprintf(&b, "!%v", batch.Patches)
		} else {
			fmt.Fprint(&b, batch.Changes)
		}
	}
	return b.String()
}

func TestOrderOf(t *testing.T) {
	for _, test := range []struct{ name, changes, rules, want string }{
		{"nothing", "", "", ""},
		{"unrelated changes go by table, and deletes last", "-0 ~1 +1 -1 +0 ~0", "", "+0[4] ~0[5] +1[2] ~1[1] -1[3] -0[0]"},
		{"a graph of three levels", "+2 +1 +0 +2 +1", "2<1 2<4 1<0 4<3", "+0[2] +1[1 4] +2[0 3]"},
		{"ranks that say the contrary of rules", "+0 +1", "1<0", "+1[1] +0[0]"},
		{"a tree inserted in the wrong order, level by level", "+0 +0 +0 +0", "3<2l 3<1l 2<0l", "+0[3] +0[1 2] +0[0]"},
		{"a tree inserted in the wrong order, in one batch", "+0 +0 +0 +0", "3<2wl 3<1wl 2<0wl", "+0[3 1 2 0]"},
		{"what is in order already stays so", "+0 +0 +0", "0<1w 0<2w", "+0[0 1 2]"},
		{"a circle of two rows", "+0 +0", "1<0wl 0<1wl", "+0[0 1] ~0![0]"},
		{"a circle of two rows in two tables", "+0 +1", "0<1l 1<0l", "+0[0] +1[1] ~0![1]"},
		{"a circle of which one rule holds", "+0 +1", "0<1l 1<0", "+1[1] +0[0] ~1![0]"},
		{"circles side by side share their batches", "+0 +1 +0 +1", "0<1 1<0l 2<3 3<2l", "+0[0 2] +1[1 3] ~0![1 3]"},
		{"only one of many rules into a circle is broken", "+0 +1 +1 +1", "0<1l 0<2l 0<3l 2<0l", "+0[0] +1[1 2 3] ~0![3]"},
		{"a rule behind a circle is kept", "+0 +0 +0", "0<1l 1<0l 1<2l", "+0[0] +0[1] +0[2] ~0![1]"},
		{"a row that refers to itself is patched", "+0", "0<0l", "+0[0] ~0![0]"},
		{"a row that refers to itself goes as it is where it may", "+0", "0<0wl", "+0[0]"},
		{"a row that refers to itself is patched before it is deleted", "-0", "0<0f", "~0![0] -0[0]"},
		{"a wish that a change goes before itself", "~0", "0<0d", "~0[0]"},
		{"a tree is deleted from its leaves", "-0 -0 -0", "2<1f 1<0f", "-0[2] -0[1] -0[0]"},
		{"a tree is deleted in one batch", "-0 -0 -0", "2<1wf 1<0wf", "-0[2 1 0]"},
		{"a circle of deletes", "-0 -1", "0<1f 1<0f", "~0![0] -1[1] -0[0]"},
		{"a value is released before it is taken", "~0 -0", "1<0d", "-0[1] ~0[0]"},
		{"values that are swapped", "~0 ~0", "0<1d 1<0d", "~0[0] ~0[1]"},
		{"a value is taken from a row that is deleted after its children", "+0 -0 -1", "1<0d 2<1", "-1[2] -0[1] +0[0]"},
		{"a wish is dropped rather than a reference patched", "+0 +1", "0<1l 1<0d", "+0[0] +1[1]"},
		{"a reference is patched where no wish is in its circle", "+0 +1 +2", "0<1l 1<0l 1<2l 2<1d", "+0[0] +1[1] ~0![1] +2[2]"},
		{"an update goes without a reference to a row that needs it", "~0 +1", "0<1 1<0l", "~0[0] +1[1] ~0![1]"},
		{"tables that need each other in turn", "+0 +1 +0 +1", "0<1 1<2 2<3", "+0[0] +1[1] +0[2] +1[3]"},
		{"tables in turn do not hold up others", "+0 +1 +0 +2 -3", "0<1 1<2", "+0[0] +1[1] +0[2] +2[3] -3[4]"},
		{"what others wait for longest goes first", "+0 +1 +0 +1 +1", "1<0 0<3", "+1[1 4] +0[0 2] +1[3]"},
		{
			"a mixed batch over five tables", "-4 ~1 +0 +1 -2 +3 ~3 +4 -3",
			"2<3 3<5 5<7 0<4 4<6d 8<4 2<1", "+0[2] +1[3] ~1[1] +3[5] +4[7] -4[0] -3[8] -2[4] ~3[6]",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := workorder.Order(changes(test.changes), rules(test.rules))
			if err != nil {
				t.Fatal(err)
			}
			if got := text(got); got != test.want {
				t.Errorf("changes %s, rules %s\n got %s\nwant %s", test.changes, test.rules, got, test.want)
			}
		})
	}
}

func TestACircleOfRulesThatHoldIsAnError(t *testing.T) {
	for _, test := range []struct {
		changes, rules string
		want           []int
	}{
		{"+0", "0<0", []int{0}},
		{"+0 +1", "0<1 1<0", []int{1, 0}},
		{"+0 +1 +2 +3", "3<0 0<1l 1<0 0<2 2<1", []int{3, 4, 2}},
		{"+0 +1 +2", "0<1l 1<0l 1<2 2<1", []int{2, 3}},
	} {
		order, err := workorder.Order(changes(test.changes), rules(test.rules))
		circle, ok := errors.AsType[*workorder.Circle](err)
		if !ok {
			t.Errorf("rules %s: got %s and error %v, want a circle", test.rules, text(order), err)
			continue
		}
		if !slices.Equal(circle.Rules, test.want) && !cmp.Equal(turned(circle.Rules, test.want[0]), test.want) {
			t.Errorf("rules %s: got circle %v, want %v", test.rules, circle.Rules, test.want)
		}
	}
}

// turned begins a circle at another rule.
func turned(circle []int, first int) []int {
	i := max(slices.Index(circle, first), 0)
	return append(slices.Clone(circle[i:]), circle[:i]...)
}

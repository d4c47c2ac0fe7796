package main

import (
	_ "embed"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

//go:embed testdata/customers.tsv
var customersTSV string

// customers are the names and addresses of a shop's customers.
func customers(t *testing.T) [][2]string {
	t.Helper()
	var all [][2]string
	for line := range strings.Lines(customersTSV) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		name, email, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if !ok {
			t.Fatalf("testdata/customers.tsv: the line %q has no tab", line)
		}
		all = append(all, [2]string{name, email})
	}
	return all
}

func TestCustomersOfAShopGoInAndComeOutAsTheyWere(t *testing.T) {
	t.Parallel()
	v, _ := users.Open(t)
	want := customers(t)
	if len(want) != 59 {
		t.Fatalf("testdata/customers.tsv: got %d customers, want 59", len(want))
	}
	for _, c := range want {
		add(v, c[0], c[1]).WantStatus(303)
	}
	var got [][2]string
	for at := "/"; at != ""; {
		p := v.Get(at).WantStatus(200)
		for _, r := range listed(p) {
			got = append(got, [2]string{r.Name, r.Email})
		}
		at = ""
		for _, link := range p.Links() {
			if next, ok := strings.CutPrefix(link, "next "); ok {
				at = next
			}
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("over all pages (-want +got):\n%s", diff)
	}
}

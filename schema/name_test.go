package schema_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/rowankit/rowan/schema"
)

func TestNamesByConvention(t *testing.T) {
	t.Parallel()
	for got, want := range map[string]string{
		schema.KeyName("user"): "pk_user", schema.UniqueName("user", "email", "shop"): "uq_user_email_shop", schema.IndexName("user", "email"): "ix_user_email",
		schema.CheckName("user", "dates"): "ck_user_dates", schema.SizeName("user", "email"): "ck_user_email_size", schema.RangeName("user", "age"): "ck_user_age_range",
		schema.BoundsName("user", "age"): "ck_user_age_bounds", schema.FormName("user", "at"): "ck_user_at_form", schema.FilledName("user", "name"): "ck_user_name_filled",
		schema.EnumName("user", "status"): "ck_user_status_enum", schema.SequenceName("user", "id"): "sq_user_id", schema.ForeignKeyName("user", "shop", "no"): "fk_user_shop_no",
	} {
		if got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// A name that databases would cut is cut here, and stays apart from those with the same beginning.
func TestLongNamesAreCutAndStayApart(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a", 40)
	fits := schema.UniqueName(strings.Repeat("t", 19), long)
	if fits != "uq_"+strings.Repeat("t", 19)+"_"+long || len(fits) != schema.MaxName {
		t.Errorf("a name of %d bytes became %s", schema.MaxName, fits)
	}
	seen := map[string]bool{}
	for _, name := range []string{
		schema.UniqueName("table", long, long), schema.UniqueName("table", long, long+"b"), schema.UniqueName("table", long, "b"+long), schema.IndexName("table", long, long),
		schema.SizeName("table", long+long), schema.RangeName("table", long+long), schema.KeyName(long + long), schema.KeyName(strings.Repeat("é", 40)), schema.KeyName("x" + strings.Repeat("é", 40)),
	} {
		if len(name) > schema.MaxName || len(name) < schema.MaxName-1 || !utf8.ValidString(name) || seen[name] {
			t.Errorf("%q has %d bytes; want a valid name of its own with %d", name, len(name), schema.MaxName)
		}
		seen[name] = true
	}
	if got, want := schema.UniqueName("table", long, long), schema.UniqueName("table", long, long); got != want {
		t.Errorf("one index is named %s and %s", got, want)
	}
}

package content_test

import (
	"fmt"
	"html/template"
	"net/url"
	"strings"
	"testing"

	"github.com/rowankit/rowan/bench/page/content"
)

var rows = template.Must(template.New("").Parse(`{{range .}}<h2>{{.Name}} ({{.Email}})</h2>
<link href="/static/theme.1.css">
{{range .Datasets}}<tr><td>{{.Name}}</td><td class="number">{{.Size}}</td></tr>
{{end}}{{end}}`))

func written(t *testing.T, users []content.User) []byte {
	t.Helper()
	var b strings.Builder
	if err := rows.Execute(&b, users); err != nil {
		t.Fatal(err)
	}
	return []byte(b.String())
}

func TestCheckListSeesWhatIsWrong(t *testing.T) {
	t.Parallel()
	if err := content.CheckList(written(t, content.Users())); err != nil {
		t.Error(err)
	}
	for what, change := range map[string]func(list []content.User) []content.User{
		"a user is missing":       func(list []content.User) []content.User { return list[1:] },
		"a name":                  func(list []content.User) []content.User { list[9].Name += "?"; return list },
		"a dataset of another":    func(list []content.User) []content.User { list[3].Datasets = list[4].Datasets; return list },
		"a dataset is missing":    func(list []content.User) []content.User { list[3].Datasets = list[3].Datasets[:9]; return list },
		"a size is another value": func(list []content.User) []content.User { list[3].Datasets[2].Size++; return list },
	} {
		if content.CheckList(written(t, change(content.Users()))) == nil {
			t.Errorf("%s: passed", what)
		}
	}
}

func TestNormalLeavesMarkupAlone(t *testing.T) {
	t.Parallel()
	page := string(written(t, content.Users()))
	same := strings.ReplaceAll(strings.ReplaceAll(page, "theme.1.css", "theme.css"), "\n", "\n\n  \n")
	if content.Normal([]byte(page)) != content.Normal([]byte(same)) {
		t.Error("names of files or empty lines count")
	}
	if other := strings.Replace(page, "<td>", "<td >", 1); content.Normal([]byte(page)) == content.Normal([]byte(other)) {
		t.Error("markup does not count")
	}
}

func TestHiddenFindsTheToken(t *testing.T) {
	t.Parallel()
	options := strings.Repeat(`<option value="1">`, content.UserCount)
	got, err := content.Hidden([]byte(`<input id="t" name="t" type="hidden" value="a&amp;b"><input name="u" value="c">` + options))
	if want := (url.Values{"t": {"a&b"}}); err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %v, %v, want %v", got, err, want)
	}
	for _, page := range []string{`<input type="hidden" name="t" value="x">`, options} {
		if got, err := content.Hidden([]byte(page)); err == nil {
			t.Errorf("%.40s: got %v, want an error", page, got)
		}
	}
}

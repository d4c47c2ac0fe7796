package theme_test

import (
	"fmt"
	"html/template"
	"strings"

	"github.com/rowankit/rowan/theme"
)

func Example() {
	list := template.Must(template.New("list").Parse(`{{template "pager" .}}`))
	template.Must(list.ParseFS(theme.Files, "templates/parts/pager.html"))
	var page strings.Builder
	if err := list.Execute(&page, pager{Page: 1, Pages: 2, Next: "/?page=2"}); err != nil {
		fmt.Println(err)
	}
	fmt.Println(strings.TrimSpace(page.String()))
	// Output:
	// <nav class="pager" aria-label="Pages">
	// <span>Page 1 of 2</span>
	// <a class="button quiet" rel="next" href="/?page=2">Next</a>
	// </nav>
}

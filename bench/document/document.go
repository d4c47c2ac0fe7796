// Package document puts what was measured into a page of documentation: each part of it stands between two marks, and what
// stands there is replaced.
//
//	page, err = document.Replace(page, "workloads", tables)
package document

import (
	"fmt"
	"strings"
)

// Replace returns the page with other text between the marks <!-- name --> and <!-- end name -->. It is an error if the page
// has not one of each, in this order.
func Replace(page, name, text string) (string, error) {
	begin, end := fmt.Sprintf("<!-- %s -->\n", name), fmt.Sprintf("<!-- end %s -->", name)
	if strings.Count(page, begin) != 1 || strings.Count(page, end) != 1 {
		return "", fmt.Errorf("document: the page needs one %q and one %q", begin, end)
	}
	before, rest, _ := strings.Cut(page, begin)
	_, after, found := strings.Cut(rest, end)
	if !found {
		return "", fmt.Errorf("document: %q stands before %q", end, begin)
	}
	return before + begin + "\n" + strings.TrimSpace(text) + "\n\n" + end + after, nil
}

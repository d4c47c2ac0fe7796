// Package content is what the pages of all contenders show: users and their datasets, the same for each, and how a page is
// checked. It knows no database.
package content

import (
	"bytes"
	"fmt"
	"html"
	"regexp"
	"strconv"
)

// Dataset is a row of the table dataset.
type Dataset struct {
	Name string
	Size int64
}

// User is a row of the table user, with its datasets. Keys count from 1, in the order of the lists.
type User struct {
	Name, Email string
	Datasets    []Dataset
}

// How many there are.
const (
	UserCount    = 100
	DatasetCount = 10 * UserCount
)

// Users returns what the database holds. Some names need escaping.
func Users() []User {
	list := make([]User, UserCount)
	for i := range list {
		u := &list[i]
		u.Name, u.Email = fmt.Sprintf("Person %d", i+1), fmt.Sprintf("person%d@example.org", i+1)
		if i%10 == 9 {
			u.Name = fmt.Sprintf("Zoë & Søn %d", i+1)
		}
		u.Datasets = make([]Dataset, DatasetCount/UserCount)
		for k := range u.Datasets {
			kind := []string{"iris", "wine", "digits <8x8>", "housing", "faces"}[k%5]
			u.Datasets[k] = Dataset{Name: fmt.Sprintf("%s %d.%d", kind, i+1, k+1), Size: int64((i*7919 + k*97) % 5000)}
		}
	}
	return list
}

var (
	heading = regexp.MustCompile(`<h2>([^<]*)</h2>`)
	row     = regexp.MustCompile(`<tr><td>([^<]*)</td><td class="number">([^<]*)</td></tr>`)
)

// CheckList returns what is wrong with a page that lists every user with the datasets.
func CheckList(page []byte) error {
	sections := heading.FindAllSubmatchIndex(page, -1)
	users := Users()
	if len(sections) != len(users) {
		return fmt.Errorf("the page has %d users, want %d", len(sections), len(users))
	}
	for i, at := range sections {
		end := len(page)
		if i+1 < len(sections) {
			end = sections[i+1][0]
		}
		u := users[i]
		if got, want := html.UnescapeString(string(page[at[2]:at[3]])), u.Name+" ("+u.Email+")"; got != want {
			return fmt.Errorf("the heading %d is %q, want %q", i+1, got, want)
		}
		if err := u.checkRows(page[at[1]:end]); err != nil {
			return fmt.Errorf("%s: %w", u.Name, err)
		}
	}
	return nil
}

func (u User) checkRows(section []byte) error {
	rows := row.FindAllSubmatch(section, -1)
	if len(rows) != len(u.Datasets) {
		return fmt.Errorf("%d datasets, want %d", len(rows), len(u.Datasets))
	}
	for i, d := range u.Datasets {
		name, size := html.UnescapeString(string(rows[i][1])), string(rows[i][2])
		if name != d.Name || size != strconv.FormatInt(d.Size, 10) {
			return fmt.Errorf("the dataset %d is %q, %s MB, want %q, %d MB", i+1, name, size, d.Name, d.Size)
		}
	}
	return nil
}

// CountRows tells how many datasets a page lists, faster than CheckList.
func CountRows(page []byte) int { return bytes.Count(page, []byte("<tr><td>")) }

var (
	asset = regexp.MustCompile(`/static/[^"]*`)
	space = regexp.MustCompile(`\s*\n\s*`)
)

// Normal returns a page without what contenders may do in their own way: the names of static files, and lines that are empty.
// The rest has to be the same of all.
func Normal(page []byte) string {
	page = asset.ReplaceAll(page, []byte("/static/"))
	return string(bytes.TrimSpace(space.ReplaceAll(page, []byte("\n"))))
}
